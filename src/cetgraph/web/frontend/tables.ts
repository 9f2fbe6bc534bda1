// The tables beside the picture: the same things and links, for keyboard, screen reader and phone.

import { breath, button, choices, find, make } from "./dom";
import { basis, sample, type Edge, type Node, type View } from "./looks";

export interface Acts {
  choose(id: string): void;
  tick(id: string): void;
  expand(node: Node, kind: string): void;
  gather(node: Node, kind: string): void;
}

/** How many one step shows; the server keeps to it. */
const AT_ONCE = 40;

/** Rows that are made at once; the others follow when the page has drawn them, so that it never stops. */
const ROWS_AT_ONCE = 50;

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
  private turn = 0;
  private marked: [chosen: string, ticked: Set<string>] = ["", new Set()];

  constructor(private readonly acts: Acts) {}

  draw(view: View): void {
    const title = view.title.length > 60 ? `${view.title.slice(0, 59)}…` : view.title;
    find("things").textContent = `${title}: ${view.nodes.length} things`;
    find("links").textContent = `${view.edges.length} links`;
    const labels = new Map(view.nodes.map((node) => [node.id, node.label]));
    const before = this.rows;
    this.rows = new Map();
    const things = view.nodes.map((node) => (): HTMLTableRowElement => this.keep(before, node.id, JSON.stringify([node.label, node.words, node.date, node.pinned, node.more]), () => this.node(view, node)));
    const links = view.edges.map((edge) => (): HTMLTableRowElement => this.keep(before, edge.id, JSON.stringify([edge, labels.get(edge.source), labels.get(edge.target)]), () => this.edge(edge, labels)));
    this.turn += 1;
    this.fill(find("nodes"), things, 0, this.turn);
    this.fill(find("edges"), links, 0, this.turn);
  }

  /** The row of a thing or link: rows that say the same as before stay, as making a thousand takes longer than a picture. */
  private keep(before: typeof this.rows, id: string, sign: string, make_: () => HTMLTableRowElement): HTMLTableRowElement {
    const known = before.get(id);
    const row = known?.sign === sign ? known.row : make_();
    row.dataset.id = id;
    this.rows.set(id, { sign, row });
    this.markRow(id, row);
    return row;
  }

  /** Put rows into the table, some at a time; those that stand right already are not touched. */
  private fill(table: HTMLElement, rows: (() => HTMLTableRowElement)[], done: number, turn: number): void {
    const body = table.querySelector("tbody");
    if (!body || turn !== this.turn) return;
    const next = rows.slice(done, done + ROWS_AT_ONCE);
    next.forEach((make_, at) => {
      const row = make_(), there = body.children[done + at];
      if (there !== row) body.insertBefore(row, there ?? null);
    });
    const end = done + next.length;
    if (end < rows.length) void breath().then(() => this.fill(table, rows, end, turn));
    else while (body.children.length > end) body.lastElementChild?.remove();
  }

  mark(chosen: string, ticked: Set<string>): void {
    this.marked = [chosen, ticked];
    for (const [id, { row }] of this.rows) this.markRow(id, row);
  }

  private markRow(id: string, row: HTMLTableRowElement): void {
    const [chosen, ticked] = this.marked;
    if (id === chosen) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
    const box = row.querySelector<HTMLInputElement>("input[type=checkbox]");
    if (box) box.checked = ticked.has(id);
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
    const told = [node.words, node.date, node.pinned ? "pinned" : "", node.reviewed ? "" : "not yet reviewed"].filter(Boolean).join(" · ");
    const kind = make("small", "", sample(node), ` ${told}`);
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
