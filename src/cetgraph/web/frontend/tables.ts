// The tables beside the picture: the same things and links, for keyboard, screen reader and phone.

import { button, choices, find, make } from "./dom";
import { basis, look, type Edge, type Node, type View } from "./looks";

export interface Acts {
  choose(id: string): void;
  tick(id: string): void;
  expand(node: Node, kind: string): void;
  gather(node: Node, kind: string): void;
}

/** How many one step shows; the server keeps to it. */
const AT_ONCE = 40;

/** What many things of a kind are called. */
export function plural(view: View, kind: string, count: number): string {
  return view.kinds[kind]?.[count === 1 ? 0 : 1] ?? kind;
}

/** A button for each kind of neighbours that are not shown. */
export function expansions(view: View, node: Node, acts: Acts, withGroups: "and as groups" | "only"): HTMLElement {
  const list = choices();
  for (const [kind, count] of Object.entries(node.more)) {
    const words = plural(view, kind, count);
    const some = count > AT_ONCE ? `${AT_ONCE} of ${count}` : `${count}`;
    const expand = button(`${words} ${count}`, "quiet", () => acts.expand(node, kind), `${words} ${count}: show ${some} of ${node.label}`);
    if (withGroups === "and as groups" && count > 1) {
      const pair = make("div", "", expand, button("as a group", "plain", () => acts.gather(node, kind), `as a group: show all ${count} ${words} of ${node.label} as one`));
      pair.className = "pair";
      list.append(pair);
    } else list.append(expand);
  }
  return list;
}

export class Tables {
  private rows = new Map<string, { sign: string; row: HTMLTableRowElement }>();

  constructor(private readonly acts: Acts) {}

  draw(view: View): void {
    const title = view.title.length > 60 ? `${view.title.slice(0, 59)}…` : view.title;
    find("things").textContent = `${title}: ${view.nodes.length} things`;
    find("links").textContent = `${view.edges.length} links`;
    const labels = new Map(view.nodes.map((node) => [node.id, node.label]));
    const rows = new Map<string, { sign: string; row: HTMLTableRowElement }>();
    // Rows that say the same as before stay: making a thousand takes longer than a picture.
    const keep = (id: string, sign: string, make_: () => HTMLTableRowElement): HTMLTableRowElement => {
      const known = this.rows.get(id);
      const row = known?.sign === sign ? known.row : make_();
      row.dataset.id = id;
      rows.set(id, { sign, row });
      return row;
    };
    const things = view.nodes.map((node) => keep(node.id, JSON.stringify([node.label, node.words, node.date, node.pinned, node.more]), () => this.node(view, node)));
    const links = view.edges.map((edge) => keep(edge.id, JSON.stringify([edge, labels.get(edge.source), labels.get(edge.target)]), () => this.edge(edge, labels)));
    this.rows = rows;
    replace(find("nodes").querySelector("tbody"), things);
    replace(find("edges").querySelector("tbody"), links);
  }

  mark(chosen: string, ticked: Set<string>): void {
    for (const [id, { row }] of this.rows) {
      if (id === chosen) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
      const box = row.querySelector<HTMLInputElement>("input[type=checkbox]");
      if (box) box.checked = ticked.has(id);
    }
  }

  /** Bring the row into sight within its own table, without moving the page. */
  show(id: string): void {
    const row = this.rows.get(id)?.row, scroll = row?.closest<HTMLElement>(".scroll");
    if (!row || !scroll) return;
    const top = row.offsetTop, bottom = top + row.offsetHeight;
    if (top < scroll.scrollTop + 40 || bottom > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = top - 60;
  }

  private node(view: View, node: Node): HTMLTableRowElement {
    const box = make("input");
    box.type = "checkbox";
    box.setAttribute("aria-label", `Tick ${node.label}`);
    box.addEventListener("change", () => this.acts.tick(node.id));
    const told = [`${look(node.kind).sign} ${node.words}`, node.date, node.pinned ? "pinned" : "", node.reviewed ? "" : "not yet reviewed"].filter(Boolean).join(" · ");
    const kind = make("small", told);
    const head = make("th", "", button(node.label, "link", () => this.acts.choose(node.id)), kind);
    head.scope = "row";
    return make("tr", "", make("td", "", box), head, make("td", "", expansions(view, node, this.acts, "only")));
  }

  private edge(edge: Edge, labels: Map<string, string>): HTMLTableRowElement {
    const from = labels.get(edge.source) ?? "", to = labels.get(edge.target) ?? "";
    const head = make("th", "", button(from, "link", () => this.acts.choose(edge.id), `${from} – ${edge.words} – ${to}: show what it rests on`));
    head.scope = "row";
    return make("tr", "", head, make("td", edge.words), make("td", to), make("td", basis(edge)));
  }
}

/** Put the rows into the table; those that stand right already are not touched. */
function replace(body: HTMLElement | null | undefined, rows: HTMLTableRowElement[]): void {
  if (!body) return;
  const wanted = new Set<Element>(rows);
  for (const row of [...body.children]) if (!wanted.has(row)) row.remove();
  rows.forEach((row, at) => {
    if (body.children[at] !== row) body.insertBefore(row, body.children[at] ?? null);
  });
}
