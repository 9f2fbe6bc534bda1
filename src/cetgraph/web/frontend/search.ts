// A field that names what it finds as one types (the combobox of the ARIA Authoring Practices).

export interface Found { id: string; label: string; kind: string; about?: string; path?: string }

interface Manner {
  /** Where what is typed is asked for. */
  address: string;
  pick: (item: Found) => Promise<void> | void;
  /** What Enter takes where no suggestion was chosen: the first of them, or the words as they are, which the form sends. */
  enter: "first" | "words";
}

export function listen(field: HTMLInputElement, list: HTMLElement, { address, pick, enter }: Manner): void {
  let found: Found[] = [];
  let active = -1;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let looking: Promise<void> = Promise.resolve();
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  told.className = "hidden";
  list.after(told);

  const show = (items: Found[], at: number): void => {
    [found, active] = [items, at];
    list.replaceChildren(...items.map((item, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", String(index === at));
      const kind = document.createElement("small");
      kind.textContent = item.about ? `${item.kind}, ${item.about}` : item.kind;
      option.append(item.label, " ", kind);
      option.addEventListener("mousedown", (event) => {
        event.preventDefault();
        void choose(item);
      });
      return option;
    }));
    list.hidden = items.length === 0;
    field.setAttribute("aria-expanded", String(items.length > 0));
    const option = at >= 0 ? list.children[at] : undefined;
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  };
  const choose = async (item: Found): Promise<void> => {
    show([], -1);
    told.textContent = "";
    field.value = "";
    await pick(item);
  };
  const search = async (): Promise<void> => {
    const words = field.value;
    const answer = words.trim() ? await fetch(`${address}?${new URLSearchParams({ q: words })}`).catch(() => undefined) : undefined;
    const items = answer?.ok ? ((await answer.json()) as Found[]) : [];
    if (field.value !== words || document.activeElement !== field) return;
    show(items, enter === "first" && items.length ? 0 : -1);
    told.textContent = !answer?.ok ? "" : items.length === 1 ? "1 suggestion" : `${items.length} suggestions`;
  };
  const look = (): Promise<void> => {
    clearTimeout(waiting);
    waiting = undefined;
    looking = search();
    return looking;
  };
  const move = (by: number): void => {
    const places = found.length + (enter === "words" ? 1 : 0); // the field itself is one of the places
    const from = active < 0 ? places - 1 : active;
    const to = (from + by + places) % places;
    show(found, to < found.length ? to : -1);
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void look(), 120);
  });
  field.addEventListener("keydown", async (event) => {
    if (event.key === "Escape" && found.length) {
      event.preventDefault(); // the words stay; a second Escape takes them away
      show([], -1);
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    await (waiting === undefined ? looking : look()); // an arrow moves among what the words as typed find
    if (found.length) move(event.key === "ArrowDown" ? 1 : -1);
    else void look();
  });
  field.addEventListener("blur", () => show([], -1));
  field.form?.addEventListener("submit", async (event) => {
    if (enter === "words" && !found[active]) return;
    event.preventDefault();
    if (!found[active] || waiting !== undefined) await look(); // what is taken is what the words as typed find
    const item = found[active];
    if (item) void choose(item);
  });
}
