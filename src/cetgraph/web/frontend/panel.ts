// What is told of the thing or link that is chosen, and what can be done with it.

import { button, choices, find, link, make } from "./dom";
import { basis, sample, type Edge, type Link, type Node, type View } from "./looks";
import { expansions, type Acts } from "./tables";

interface Source { quote: string; title: string; issued: string; document: string; finding: string; room: string; reviewed: boolean }

export interface PanelActs extends Acts {
  add(...ids: string[]): void;
  hide(node: Node): void;
  pin(node: Node, x: number, y: number): void;
  unpin(node: Node): void;
  open(node: Node): void;
  startHere(node: Node): void;
  findWay(node: Node): void;
}

/** Links of a thing that are listed. */
const MOST = 30;
/** How far one press moves a thing. */
const STEP = 60;

export class Panel {
  private told = 0;

  constructor(private readonly acts: PanelActs, private readonly base: string) {}

  tell(view: View, id: string): void {
    this.told += 1;
    const node = view.nodes.find((one) => one.id === id), edge = view.edges.find((one) => one.id === id);
    if (node) node.members.length ? this.group(view, node) : this.node(view, node);
    else if (edge) this.edge(view, edge);
    else if (view.ways.length) this.ways(view);
    else this.nothing(view);
  }

  private write(heading: string, ...content: (HTMLElement | string)[]): void {
    find("chosen").textContent = heading;
    find("about").replaceChildren(...content);
    find("panel").scrollTop = 0;
  }

  private nothing(view: View): void {
    const content: HTMLElement[] = [make("p", "Choose a thing or a link, in the picture or in a table, to read what it is and which sentences it rests on. A number such as +24 counts what is linked to a thing and not shown yet.")];
    if (view.hidden.length) {
      content.push(make("h3", `Hidden by hand: ${view.hidden.length}`), choices(...view.hidden.map((thing) => button(thing.label, "quiet", () => this.acts.add(thing.id), `Show ${thing.label} again`))));
    }
    this.write("Nothing is chosen", ...content);
  }

  private ways(view: View): void {
    const steps = (view.ways[0]?.length ?? 1) - 1;
    const list = make("ol", "", ...view.ways.map((way) => make("li", "", ...way.flatMap((id, at) => {
      const before = way[at - 1];
      const found = before ? between(view, before, id) : undefined;
      const hop = found ? [" ", button(found.source === before ? `${found.words} →` : `← ${found.words}`, "link hop", () => this.acts.choose(found.id), `${label(view, found.source)} – ${found.words} – ${label(view, found.target)}: show what it rests on`), " "] : at ? [" … "] : [];
      return [...hop, button(label(view, id), "link", () => this.acts.choose(id))];
    }))));
    const count = view.ways.length === 1 ? "One way" : `${view.ways.length} ways`;
    this.write(`${count} over ${steps} ${steps === 1 ? "link" : "links"}`, make("p", "The shortest that lead from one to the other, countries left aside. Choose a link to read its sentence."), list);
  }

  private node(view: View, node: Node): void {
    const facts = make("dl");
    for (const [name, value] of node.facts) facts.append(make("dt", name), make("dd", value));
    const sources = make("div");
    this.write(
      node.label,
      make("p", "", sample(node), ` ${node.words}${node.reviewed ? "" : ", not yet reviewed"}${node.pinned ? ", pinned" : ""}. `, link("Its page", node.page)),
      this.doings(node, button("Start here", "quiet", () => this.acts.startHere(node)), button("Find a way to …", "quiet", () => this.acts.findWay(node))),
      ...this.unseen(view, node), facts, sources, ...this.links(view, node),
    );
    this.tellSources(sources, new URLSearchParams({ thing: node.id }), "What it rests on");
  }

  private group(view: View, node: Node): void {
    const left = node.size - node.members.length;
    const members = make("ul", "", ...node.members.map((member) => make("li", "", button(member.label, "link", () => this.acts.add(member.id), `Show ${member.label} by itself`), ` ${view.kinds[member.kind]?.[0] ?? member.kind}`)));
    members.className = "members";
    this.write(
      node.label, make("p", "", sample(node), ` ${node.words}${node.pinned ? ", pinned" : ""}.`),
      this.doings(node, button("Open the group", "quiet", () => this.acts.open(node))),
      ...this.unseen(view, node), make("h3", "In it"), members, ...(left ? [make("p", `and ${left} more.`)] : []), ...this.links(view, node),
    );
  }

  private doings(node: Node, ...more: HTMLElement[]): HTMLElement {
    const move = (words: string, sign: string, x: number, y: number): HTMLElement => button(sign, "quiet", () => this.acts.pin(node, Math.round(node.x) + x, Math.round(node.y) + y), `Move ${words}`);
    const pin = node.pinned ? button("Unpin", "quiet", () => this.acts.unpin(node)) : button("Pin", "quiet", () => this.acts.pin(node, Math.round(node.x), Math.round(node.y)));
    return choices(button("Hide", "quiet", () => this.acts.hide(node)), pin, ...more, move("left", "←", -STEP, 0), move("right", "→", STEP, 0), move("up", "↑", 0, -STEP), move("down", "↓", 0, STEP));
  }

  private unseen(view: View, node: Node): HTMLElement[] {
    return Object.keys(node.more).length ? [make("h3", "Not shown yet"), expansions(view, node, this.acts, "and as groups")] : [];
  }

  /** The links that are shown, by what is at their other end. */
  private links(view: View, node: Node): HTMLElement[] {
    const found = view.edges.filter((edge) => edge.source === node.id || edge.target === node.id);
    if (!found.length) return [];
    const list = make("ul", "", ...found.slice(0, MOST).map((edge) => {
      const outward = edge.source === node.id;
      const other = label(view, outward ? edge.target : edge.source);
      return make("li", "", button(outward ? `${edge.words} → ${other}` : `${other} → ${edge.words}`, "link", () => this.acts.choose(edge.id)));
    }));
    list.className = "members";
    return [make("h3", `Links shown: ${found.length}`), list, ...(found.length > MOST ? [make("p", "The rest stand in the table of links.")] : [])];
  }

  private edge(view: View, edge: Edge): void {
    const heading = `${label(view, edge.source)} – ${edge.words} – ${label(view, edge.target)}`;
    const ends = choices(...[edge.source, edge.target].map((id) => button(label(view, id), "quiet", () => this.acts.choose(id))));
    if (edge.kind) {
      const sources = make("div");
      this.write(heading, make("p", `${capital(basis(edge))}.`), sources, make("h3", "It links"), ends);
      this.tellSources(sources, asked(edge), "What it rests on");
      return;
    }
    const list = make("ul", "", ...edge.links.map((inner) => {
      const sources = make("div");
      const words = `${inner.labels[0]} – ${inner.words} – ${inner.labels[1]}`;
      return make("li", "", button(words, "link", () => this.tellSources(sources, asked(inner), "It rests on"), `${words}: show what it rests on`), ` ${basis(inner)}`, sources);
    }));
    list.className = "members";
    const left = edge.count - edge.links.length;
    this.write(heading, make("p", `${edge.count} ${edge.count === 1 ? "link" : "links"}.`), ends, list, ...(left ? [make("p", `and ${left} more: open the group to see them.`)] : []));
  }

  private tellSources(into: HTMLElement, fields: URLSearchParams, heading: string): void {
    const told = this.told;
    const answer = async (): Promise<void> => {
      const reply = await fetch(`${this.base}/sources.json?${fields}`);
      const sources = reply.ok ? ((await reply.json()) as Source[]) : [];
      if (told !== this.told) return;
      into.replaceChildren(make("h3", sources.length ? heading : "No sentence is recorded behind it"), ...sources.map(tellSource));
    };
    answer().catch(() => into.replaceChildren(make("p", "What it rests on could not be fetched: the server does not answer.")));
  }
}

function tellSource(source: Source): HTMLElement {
  const cite = make("cite", "", link(source.title, source.document), source.issued ? `, ${source.issued}` : ", undated", source.reviewed ? "" : "; not yet reviewed");
  if (!source.quote) return cite;
  cite.append(" · ", link("in the text", source.room), " · ", link("the claim", source.finding));
  return make("blockquote", source.quote, cite);
}

function asked(inner: Edge | Link): URLSearchParams {
  return new URLSearchParams({ source: inner.source, target: inner.target, kind: inner.kind });
}

export function between(view: View, one: string, other: string): Edge | undefined {
  return view.edges.find((edge) => (edge.source === one && edge.target === other) || (edge.source === other && edge.target === one));
}

function label(view: View, id: string): string {
  return view.nodes.find((node) => node.id === id)?.label ?? id;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
