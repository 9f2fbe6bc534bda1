// The page /explore. The address is the state: each step writes a longer one, and the server says what it shows.

import { DataSet } from "vis-data/esnext";
import { Network, type Options } from "vis-network/esnext";
import { basis, dark, dashes, ink, lines, look, plural, type Edge, type Node, type View } from "./looks";
import { png, svg } from "./picture";
import { listen } from "./search";

interface Source { quote: string; title: string; issued: string; document: string; finding: string; room: string; reviewed: boolean }
interface Entry { name: string; address: string }
type Chosen = { node: Node } | { edge: Edge } | undefined;

function find<T extends HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page lacks #${id}`);
  return element as T;
}

function make<K extends keyof HTMLElementTagNameMap>(tag: K, words = "", ...children: (Node_ | string)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.textContent = words;
  element.append(...children);
  return element;
}
type Node_ = globalThis.Node;

function button(words: string, name: string, act: () => void): HTMLButtonElement {
  const element = make("button", words);
  element.type = "button";
  element.className = name;
  element.addEventListener("click", act);
  return element;
}

/** How many one step shows; the server keeps to it. */
const AT_ONCE = 40;
/** How many things a view may hold at most,. */
const MOST = 499;

const root = find("explorer");
const base = root.dataset.explore ?? "/explore";
const nodes = new DataSet<Record<string, unknown> & { id: string }>();
const edges = new DataSet<Record<string, unknown> & { id: string }>();
let view: View = { start: [], limit: 0, nodes: [], edges: [], filtered: 0, notes: [] };
let chosen: Chosen;
let wayFrom: Node | undefined;

// What was done, with names: the place in it is kept with the browser's own history.
const done: Entry[] = [{ name: "Open", address: location.search }];
let place = 0;

find("bar").hidden = find("stage").hidden = find("legend").hidden = false;
const options: Options = {
  physics: false,
  interaction: { hover: true, multiselect: false, keyboard: false, tooltipDelay: 150 },
  nodes: { borderWidth: 0, borderWidthSelected: 3 },
  edges: { smooth: false, arrows: { to: { enabled: true, scaleFactor: 0.45 } }, width: 1, selectionWidth: 2 },
  layout: { improvedLayout: false },
};
const network = new Network(find("picture"), { nodes, edges }, options);
const canvas = find("picture").querySelector("canvas");
canvas?.setAttribute("role", "img");
canvas?.setAttribute("aria-label", "The graph as a picture. The tables below show the same and share its choice.");
find("picture").querySelector<HTMLElement>(".vis-network")?.removeAttribute("tabindex");

function say(words: string): void {
  find("state").textContent = words;
}

function current(): URLSearchParams {
  return new URLSearchParams(done[place]?.address ?? "");
}

/** Go on to the state that the change makes of this one. */
async function go(name: string, change: (address: URLSearchParams) => void): Promise<void> {
  const address = current();
  if (!address.has("start")) for (const start of view.start) address.append("start", start);
  address.delete("q");
  change(address);
  done.splice(place + 1, done.length, { name, address: `?${address}` });
  place = done.length - 1;
  history.pushState({ place }, "", base + done[place]?.address);
  await show(`${name}.`);
}

function step(name: string, ...parts: (string | number)[]): Promise<void> {
  return go(name, (address) => address.append("do", parts.join("~")));
}

async function move(to: number): Promise<void> {
  const entry = done[to];
  if (!entry) return;
  const words = to < place ? `Undone: ${done[place]?.name}.` : `Done again: ${entry.name}.`;
  place = to;
  history.pushState({ place }, "", base + entry.address);
  await show(words);
}

async function show(words: string): Promise<void> {
  const answer = await fetch(`${base}/view.json${done[place]?.address ?? ""}`);
  if (!answer.ok) {
    say("This cannot be shown: the address holds something that is no step.");
    return;
  }
  const known = new Set(view.nodes.map((node) => node.id));
  view = (await answer.json()) as View;
  draw();
  tables();
  controls();
  const wanted = current().get("choose");
  const node = view.nodes.find((one) => one.id === wanted);
  const edge = view.edges.find((one) => one.id === wanted);
  if (node) choose({ node });
  else if (edge) choose({ edge });
  else choose(undefined);
  if (known.size === 0 || view.nodes.some((one) => !known.has(one.id) && !isSeen(one))) network.fit({ maxZoomLevel: 1.1 });
  const filtered = view.filtered ? ` ${view.filtered} hidden by the filters.` : "";
  const warning = view.nodes.length > 300 ? " So many are hard to read: filter them, or start elsewhere." : "";
  say(`${words} ${view.nodes.length} things, ${view.edges.length} links.${filtered} ${view.notes.join(" ")}${warning}`.trim());
  root.dataset.ready = String(place);
}

/** Whether the thing lies within what the picture shows just now. */
function isSeen(node: Node): boolean {
  const { x, y } = network.canvasToDOM({ x: node.x, y: node.y });
  return x > 0 && y > 0 && x < find("picture").clientWidth && y < find("picture").clientHeight;
}

function draw(): void {
  const colours = ink();
  const things = view.nodes.map((node) => {
    const { shape, colour, size } = look(node.kind);
    return {
      id: node.id, x: node.x, y: node.y, shape, size, label: lines(node).join("\n"), title: `${node.label} (${node.kind})`,
      color: { background: colour, border: colours.strong, highlight: { background: colour, border: colours.text }, hover: { background: colour, border: colours.text } },
      font: { color: colours.text, size: size >= 15 ? 17 : 13, strokeWidth: 3, strokeColor: colours.paper },
    };
  });
  const links = view.edges.map((edge) => ({
    id: edge.id, from: edge.source, to: edge.target, dashes: dashes(edge), title: `${edge.words} (${basis(edge)})`,
    color: { color: colours.line, highlight: colours.strong, hover: colours.strong },
  }));
  update(nodes, things);
  update(edges, links);
}

/** Only what differs is touched, so that nothing else moves. */
function update(set: typeof nodes, wanted: (Record<string, unknown> & { id: string })[]): void {
  const kept = new Set(wanted.map((item) => item.id));
  set.remove(set.getIds().filter((id) => !kept.has(String(id))));
  set.update(wanted);
}

function label(id: string): string {
  return view.nodes.find((node) => node.id === id)?.label ?? id;
}

function short(id: string): string {
  const words = label(id);
  return words.length > 40 ? `${words.slice(0, 39)}…` : words;
}

function tables(): void {
  find("things").textContent = `${view.start.length === 1 ? label(view.start[0] ?? "") : "What is shown"}: ${view.nodes.length} things`;
  find("links").textContent = `${view.edges.length} links`;
  find("nodes").querySelector("tbody")?.replaceChildren(...view.nodes.map((node) => {
    const head = make("th", "", button(node.label, "link", () => choose({ node })));
    head.scope = "row";
    const row = make("tr", "", head, make("td", `${look(node.kind).sign} ${node.kind}`), make("td", node.date), make("td", "", expansions(node)));
    row.dataset.id = node.id;
    return row;
  }));
  find("edges").querySelector("tbody")?.replaceChildren(...view.edges.map((edge) => {
    const row = make("tr", "", make("td", "", button(label(edge.source), "link", () => choose({ edge }))), make("td", edge.words), make("td", label(edge.target)), make("td", basis(edge)));
    row.dataset.id = edge.id;
    return row;
  }));
}

/** A button for each kind of neighbours that are not shown. */
function expansions(node: Node): HTMLElement {
  const choices = make("div");
  choices.className = "choices";
  for (const [kind, count] of Object.entries(node.more)) {
    const some = count > AT_ONCE ? `${AT_ONCE} of ${count}` : `${count}`;
    const act = button(`${plural(kind, count)} ${count}`, "quiet", () => void step(`Show ${some} ${plural(kind, count)} of ${short(node.id)}`, "expand", kind, node.id));
    act.setAttribute("aria-label", `${plural(kind, count)} ${count}: show ${some} of ${node.label}`);
    choices.append(act);
  }
  return choices;
}

function controls(): void {
  const undo = find<HTMLButtonElement>("undo"), redo = find<HTMLButtonElement>("redo");
  undo.disabled = place === 0;
  redo.disabled = place >= done.length - 1;
  undo.textContent = place ? `Undo: ${done[place]?.name}` : "Undo";
  redo.textContent = done[place + 1] ? `Redo: ${done[place + 1]?.name}` : "Redo";
  find("limit").hidden = view.limit >= MOST || !view.notes.some((note) => note.includes("limit"));
  const address = current();
  for (const field of find("filters").querySelectorAll("select")) field.value = address.get(field.name) ?? "";
  const without = address.getAll("without");
  for (const field of find("kinds").querySelectorAll("input")) field.checked = !without.includes(field.value);
  for (const anchor of find("exports").querySelectorAll<HTMLAnchorElement>("a[data-export]")) anchor.href = `${anchor.dataset.export}${done[place]?.address ?? ""}`;
  const kinds = [...new Set(view.nodes.map((node) => node.kind))].sort();
  find("legend").replaceChildren(...kinds.map((kind) => make("span", `${look(kind).sign} ${kind}`)), make("span", "solid: stated and reviewed"), make("span", "dotted: stated, not yet reviewed"), make("span", "dashed: inferred over a commitment"), make("span", "+24: not shown yet"));
  find("legend").querySelectorAll("span").forEach((span, at) => {
    const kind = kinds[at];
    if (kind) span.style.color = look(kind).colour;
  });
}

/** Choose a thing or link: in the picture, the tables, the panel and the address alike. */
function choose(what: Chosen): void {
  if (wayFrom && what && "node" in what && what.node.id !== wayFrom.id) {
    const from = wayFrom;
    wayFrom = undefined;
    void step(`Show the way from ${short(from.id)} to ${short(what.node.id)}`, "path", from.id, what.node.id);
    return;
  }
  chosen = what;
  const id = what ? ("node" in what ? what.node.id : what.edge.id) : "";
  network.setSelection(what ? ("node" in what ? { nodes: [id], edges: [] } : { nodes: [], edges: [id] }) : { nodes: [], edges: [] }, { highlightEdges: true });
  for (const row of root.querySelectorAll<HTMLTableRowElement>("tbody tr")) {
    if (row.dataset.id === id) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
  const address = current();
  if (id) address.set("choose", id);
  else address.delete("choose");
  const entry = done[place];
  if (entry) {
    if (String(address)) entry.address = `?${address}`;
    history.replaceState({ place }, "", base + entry.address);
  }
  void (what ? ("node" in what ? tellNode(what.node) : tellEdge(what.edge)) : tellNothing());
}

function tellNothing(): void {
  find("chosen").textContent = "Nothing is chosen";
  find("about").replaceChildren(make("p", "Choose a thing or a link, in the picture or in the tables below."));
}

async function tellNode(node: Node): Promise<void> {
  find("chosen").textContent = node.label;
  const page = make("a", "Its page");
  page.href = node.page;
  const facts = make("dl");
  for (const [name, value] of [["kind", node.kind], ...node.facts.filter(([name]) => name !== "quote")] as [string, string][]) {
    facts.append(make("dt", name.replace(/([A-Z])/g, " $1").toLowerCase()), make("dd", value.replaceAll("-", node.kind === "commitment" ? " " : "-")));
  }
  const acts = make("div", "", button("Hide", "quiet", () => void step(`Hide ${short(node.id)}`, "hide", node.id)), button("Start here", "quiet", () => void go(`Start from ${short(node.id)}`, (address) => {
    for (const name of [...address.keys()]) address.delete(name);
    address.append("start", node.id);
  })), button("Find a way to …", "quiet", () => {
    wayFrom = node;
    say(`Choose where the way from ${node.label} leads: in the picture, a table, or by searching.`);
    find("q").focus();
  }));
  acts.className = "choices";
  const sources = make("div");
  const more = Object.keys(node.more).length ? [make("h3", "Not shown yet"), expansions(node)] : [];
  find("about").replaceChildren(make("p", `${look(node.kind).sign} ${node.kind}${node.reviewed ? "" : ", not yet reviewed"}. `, page), acts, ...more, facts, sources);
  await tellSources(sources, new URLSearchParams({ thing: node.id }), () => chosen !== undefined && "node" in chosen && chosen.node.id === node.id);
}

async function tellEdge(edge: Edge): Promise<void> {
  find("chosen").textContent = `${label(edge.source)} – ${edge.words} – ${label(edge.target)}`;
  const sources = make("div");
  find("about").replaceChildren(make("p", `${basis(edge)}.`), sources);
  await tellSources(sources, new URLSearchParams({ source: edge.source, target: edge.target, kind: edge.kind }), () => chosen !== undefined && "edge" in chosen && chosen.edge.id === edge.id);
}

async function tellSources(into: HTMLElement, asked: URLSearchParams, isWanted: () => boolean): Promise<void> {
  const answer = await fetch(`${base}/sources.json?${asked}`);
  const sources = answer.ok ? ((await answer.json()) as Source[]) : [];
  if (!isWanted()) return;
  into.replaceChildren(make("h3", sources.length ? "What it rests on" : "No sentence is recorded behind it"), ...sources.map((source) => {
    const title = make("a", source.title);
    title.href = source.document;
    const cite = make("cite", "", title, source.issued ? `, ${source.issued}` : ", undated", source.reviewed ? "" : "; not yet reviewed");
    if (!source.quote) return cite;
    const room = make("a", "in the text"), finding = make("a", "the claim");
    room.href = source.room;
    finding.href = source.finding;
    cite.append(" · ", room, " · ", finding);
    return make("blockquote", source.quote, cite);
  }));
}

network.on("click", (event: { nodes: string[]; edges: string[] }) => {
  const node = view.nodes.find((known) => known.id === event.nodes[0]);
  const edge = view.edges.find((known) => known.id === event.edges[0]);
  choose(node ? { node } : edge ? { edge } : undefined);
});
network.on("dragEnd", (event: { nodes: string[] }) => {
  const id = event.nodes[0];
  const spot = id ? network.getPosition(id) : undefined;
  if (id && spot) void step(`Move ${short(id)}`, "pin", Math.round(spot.x), Math.round(spot.y), id);
});

find("undo").addEventListener("click", () => void move(place - 1));
find("redo").addEventListener("click", () => void move(place + 1));
find("fit").addEventListener("click", () => network.fit({ animation: !matchMedia("(prefers-reduced-motion: reduce)").matches }));
find("limit").addEventListener("click", () => void go("Raise the limit", (address) => address.set("limit", String(MOST))));
find("share").addEventListener("click", () => {
  const copied = navigator.clipboard?.writeText(location.href) ?? Promise.reject(new Error("no clipboard"));
  copied.then(() => say("The link is copied."), () => say("The link stands in the address bar."));
});
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || (event.target instanceof HTMLElement && event.target.matches("input, select, textarea"))) return;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  void move(key === "y" || event.shiftKey ? place + 1 : place - 1);
});
find("filters").addEventListener("change", () => {
  const words: string[] = [];
  void go("Filter", (address) => {
    for (const field of find("filters").querySelectorAll("select")) {
      address.delete(field.name);
      if (field.value) address.set(field.name, field.value);
      if (field.value) words.push(field.selectedOptions[0]?.textContent ?? "");
    }
    address.delete("without");
    for (const field of find("kinds").querySelectorAll("input")) if (!field.checked) address.append("without", field.value);
  });
});
find("filters").addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("popstate", (event: PopStateEvent) => {
  const to = (event.state as { place?: number } | null)?.place ?? 0;
  if (done[to]?.address !== location.search) done.splice(0, done.length, { name: "Open", address: location.search });
  place = done[to] ? to : 0;
  void show("Back.");
});
dark.addEventListener("change", () => {
  draw();
  controls();
});

function caption(): string[] {
  const address = current();
  const filters = ["area", "country", "progress", "from", "to", "without"].flatMap((name) => address.getAll(name).map((value) => `${name} ${value}`));
  return [`${view.start.map(label).join(", ")}: ${view.nodes.length} things, ${view.edges.length} links. Filters: ${filters.join(", ") || "none"}.`, `cetgraph, ${location.origin}${base}`];
}

for (const act of find("exports").querySelectorAll<HTMLButtonElement>("button[data-picture]")) {
  act.addEventListener("click", async () => {
    const kind = act.dataset.picture ?? "svg";
    const blob = kind === "png" ? await png(view, caption()) : new Blob([svg(view, caption()).text], { type: "image/svg+xml" });
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(blob);
    anchor.download = `cetgraph-view.${kind}`;
    anchor.click();
    URL.revokeObjectURL(anchor.href);
  });
}

listen(find<HTMLInputElement>("q"), find("found"), { address: `${base}/search.json`, enter: "first", pick: async ({ id, label: name }) => {
  const there = view.nodes.find((node) => node.id === id);
  if (wayFrom && wayFrom.id !== id) {
    const from = wayFrom;
    wayFrom = undefined;
    await step(`Show the way from ${short(from.id)} to ${name}`, "path", from.id, id);
  } else if (!there) await step(`Add ${name}`, "add", id);
  const node = view.nodes.find((known) => known.id === id);
  if (!node) return;
  choose({ node });
  if (!isSeen(node)) network.moveTo({ position: { x: node.x, y: node.y } });
} });

history.replaceState({ place }, "", location.href);
await show("Opened.");
