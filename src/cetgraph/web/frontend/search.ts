// A field that names what it finds as one types (the combobox of the ARIA Authoring Practices).

interface Found { id: string; label: string; kind: string }

export function listen(field: HTMLInputElement, list: HTMLElement, address: string, pick: (id: string, label: string) => Promise<void>): void {
  let found: Found[] = [];
  let active = -1;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");

  const show = (items: Found[], at: number): void => {
    [found, active] = [items, at];
    list.replaceChildren(...items.map((item, index) => {
      const option = document.createElement("li");
      option.id = `found-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", String(index === at));
      const kind = document.createElement("small");
      kind.textContent = item.kind;
      option.append(item.label, " ", kind);
      option.addEventListener("mousedown", (event) => {
        event.preventDefault();
        void choose(item);
      });
      return option;
    }));
    list.hidden = items.length === 0;
    field.setAttribute("aria-expanded", String(items.length > 0));
    if (at >= 0) field.setAttribute("aria-activedescendant", `found-${at}`);
    else field.removeAttribute("aria-activedescendant");
  };
  const choose = async (item: Found): Promise<void> => {
    show([], -1);
    field.value = "";
    await pick(item.id, item.label);
  };
  const search = async (): Promise<void> => {
    const words = field.value;
    const answer = words.trim() ? await fetch(`${address}?${new URLSearchParams({ q: words })}`) : undefined;
    const items = answer?.ok ? ((await answer.json()) as Found[]) : [];
    if (field.value === words) show(items, items.length ? 0 : -1);
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void search(), 120);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") show([], -1);
    if ((event.key !== "ArrowDown" && event.key !== "ArrowUp") || !found.length) return;
    event.preventDefault();
    show(found, (active + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
  });
  field.addEventListener("blur", () => show([], -1));
  field.form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const item = found[active];
    if (item) void choose(item);
    else void search();
  });
}
