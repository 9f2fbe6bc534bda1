// The page /explore. The address is the state: each step writes a longer one, and the server says what it shows.

import { makeCanvas, type Marks } from "./canvas";
import { breath, find, make } from "./dom";
import { bases, basis, dark, sample, type Node, type View } from "./looks";
import { between, Panel, type PanelActs } from "./panel";
import { png, svg } from "./picture";
import { listen } from "./search";
import { plural, Tables } from "./tables";

interface Entry { name: string; address: string }

/** Above so many things a picture says little, and the page warns. */
const MANY = 300;
/** Mail programs and some servers cut longer addresses. */
const LONG = 7500;

const root = find("explorer");
const base = root.dataset.explore ?? "/explore";
let view: View = { title: "", start: [], limit: 0, most: 0, nodes: [], edges: [], hidden: [], steps: [], ways: [], filtered: 0, notes: [], kinds: {} };
let chosen = "";
let ticked = new Set<string>();
let wayFrom: Node | undefined;

// What was done, with names: the place in it is kept with the browser's own history.
let done: Entry[] = [{ name: "Open", address: location.search }];
let place = 0;
/** Only the latest of several requests is shown. */
let asked = 0;

for (const id of ["bar", "stage", "legend"]) find(id).hidden = false;
root.classList.add("scripted");

const acts: PanelActs = {
  choose: (id) => choose(id),
  tick: (id) => tick(id),
  expand: (node, kind) => void step("expand", kind, node.id),
  gather: (node, kind) => void step("gather", kind, node.id),
  add: (...ids) => void step("add", ...ids).then(() => ids.length === 1 && choose(ids[0] ?? "")),
  hide: (node) => void step("hide", node.id),
  pin: (node, x, y) => void pin(node.id, x, y),
  unpin: (node) => void step("unpin", node.id),
  open: (node) => void step("open", node.id),
  startHere: (node) => void go(`Start from ${node.label}`, (address) => {
    for (const name of [...address.keys()]) address.delete(name);
    address.append("start", node.id);
  }),
  findWay: (node) => {
    wayFrom = node;
    say(`Choose where the way from ${node.label} leads: in the picture, a table, or by searching.`);
    find("q").focus();
  },
};
const tables = new Tables(acts);
const panel = new Panel(acts, base);
const canvas = makeCanvas(find("picture"), (id, adds) => (adds && view.nodes.some((node) => node.id === id) ? tick(id) : choose(id)), (id, x, y) => void pin(id, x, y));

function say(words: string): void {
  find("state").textContent = words;
}

function current(): URLSearchParams {
  return new URLSearchParams(done[place]?.address ?? "");
}

function marks(): Marks {
  const nodes = [...new Set(view.ways.flat())];
  const edges = view.ways.flatMap((way) => way.slice(1).flatMap((id, at) => between(view, way[at] ?? "", id)?.id ?? []));
  return { chosen, ticked, ways: { nodes, edges } };
}

/** Go on to the state that the change makes of this one; without a name, the server names what was done. */
async function go(name: string, change: (address: URLSearchParams) => void): Promise<void> {
  const address = current();
  if (!address.has("start")) for (const start of view.start) address.append("start", start);
  address.delete("q");
  change(address);
  done.splice(place + 1, done.length, { name, address: `?${address}` });
  place = done.length - 1;
  history.pushState({ place }, "", base + done[place]?.address);
  await show(name && `${name}.`);
}

function step(verb: string, ...parts: (string | number)[]): Promise<void> {
  wayFrom = undefined;
  return go("", (address) => {
    address.append("do", [verb, ...parts].join("~"));
    if (verb === "path") address.delete("choose");
  });
}

/** Pin a thing at a place. Pins of one thing, one after another, are one step. */
async function pin(id: string, x: number, y: number): Promise<void> {
  const address = current();
  const steps = address.getAll("do"), last = steps[steps.length - 1] ?? "";
  if (last.startsWith("pin~") && last.split("~").slice(3).join("~") === id && place === done.length - 1 && place > 0) {
    address.delete("do");
    for (const one of [...steps.slice(0, -1), `pin~${x}~${y}~${id}`]) address.append("do", one);
    done[place] = { name: "", address: `?${address}` };
    history.replaceState({ place }, "", base + done[place]?.address);
    await show("");
  } else await step("pin", x, y, id);
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
  const turn = ++asked;
  const reply = await fetch(`${base}/view.json${done[place]?.address ?? ""}`).catch(() => undefined);
  if (turn !== asked) return;
  if (!reply?.ok) {
    say(reply ? "This cannot be shown: the address holds something that is no step." : "The server does not answer. Undo, or try again.");
    return;
  }
  const known = new Set(view.nodes.map((node) => node.id));
  view = (await reply.json()) as View;
  const entry = done[place];
  if (entry && !entry.name) entry.name = view.steps[view.steps.length - 1] ?? "Step";
  const address = current();
  const all = new Set([...view.nodes, ...view.edges].map((one) => one.id));
  chosen = address.get("choose") ?? "";
  if (!all.has(chosen)) chosen = "";
  ticked = new Set(address.getAll("tick").filter((id) => all.has(id)));
  await canvas.draw(view, marks());
  await breath();
  if (turn !== asked) return;
  tables.mark(chosen, ticked);
  tables.draw(view);
  panel.tell(view, chosen);
  controls();
  if (known.size === 0) canvas.fit("at once");
  else if (view.nodes.some((one) => !known.has(one.id) && !canvas.shows(one))) canvas.fit("gently");
  const filtered = view.filtered ? ` ${view.filtered} hidden by the filters.` : "";
  const warning = view.nodes.length > MANY ? ` ${view.nodes.length} things are hard to read: filter, group or hide some, or start elsewhere.` : "";
  say(`${words || `${done[place]?.name}.`} ${view.nodes.length} things, ${view.edges.length} links.${filtered} ${view.notes.join(" ")}${warning}`.trim());
  root.dataset.ready = String(place);
}

function controls(): void {
  const undo = find<HTMLButtonElement>("undo"), redo = find<HTMLButtonElement>("redo");
  undo.disabled = place === 0;
  redo.disabled = place >= done.length - 1;
  undo.textContent = place ? `Undo: ${done[place]?.name}` : "Undo";
  redo.textContent = done[place + 1] ? `Redo: ${done[place + 1]?.name}` : "Redo";
  undo.title = undo.textContent;
  redo.title = redo.textContent;
  const limit = find<HTMLButtonElement>("limit");
  limit.hidden = view.limit >= view.most || view.nodes.length < view.limit - 1;
  limit.textContent = `Raise the limit to ${view.most} things`;
  const address = current();
  for (const field of find("filters").querySelectorAll("select")) field.value = address.get(field.name) ?? "";
  const without = address.getAll("without");
  for (const field of find("kinds").querySelectorAll("input")) field.checked = !without.includes(field.value);
  for (const anchor of find("exports").querySelectorAll<HTMLAnchorElement>("a[data-export]")) anchor.href = `${anchor.dataset.export}${done[place]?.address ?? ""}`;
  legend();
  chorus();
}

function legend(): void {
  const kinds = [...new Set(view.nodes.map((node) => node.kind))].sort();
  const parts = kinds.map((kind) => make("span", "", sample({ kind, reviewed: true }), kind === "grouped" ? "group of things" : plural(view, kind, 1)));
  if (view.nodes.some((node) => !node.reviewed)) parts.push(make("span", "", sample({ kind: view.nodes.find((node) => !node.reviewed)?.kind ?? "", reviewed: false }), "hollow: not yet reviewed"));
  parts.push(...bases(view.edges).map((line) => make("span", "", sample(line), basis(line))), make("span", "+24: not shown yet"));
  if (view.nodes.some((node) => node.pinned)) parts.push(make("span", "in a ring: pinned"));
  find("legend").replaceChildren(...parts);
}

/** What can be done with the things that are ticked together. */
function chorus(): void {
  const count = ticked.size;
  find("together").hidden = count === 0;
  find("count").textContent = `${count} ticked`;
  find<HTMLButtonElement>("do-group").disabled = count < 2;
  find<HTMLButtonElement>("do-ways").disabled = count !== 2;
  const kinds = new Set(view.nodes.filter((node) => ticked.has(node.id)).map((node) => node.kind));
  const [kind] = kinds;
  const name = find<HTMLInputElement>("group-name");
  const proposed = kinds.size === 1 && kind && kind in view.kinds ? `${count} ${plural(view, kind, count)}` : `${count} things`;
  if (!name.value || name.value === name.dataset.proposed) name.value = proposed;
  name.dataset.proposed = proposed;
  const all = find<HTMLSelectElement>("tick-all");
  const counts = new Map<string, number>();
  for (const node of view.nodes) if (node.kind in view.kinds) counts.set(node.kind, (counts.get(node.kind) ?? 0) + 1);
  const first = make("option", "all of a kind …");
  first.value = "";
  all.replaceChildren(first, ...[...counts].sort().map(([one, number]) => {
    const option = make("option", `${plural(view, one, number)} (${number})`);
    option.value = one;
    return option;
  }));
}

/** Write the choice into the address, without a step of its own. */
function note(): void {
  const address = current();
  address.delete("choose");
  address.delete("tick");
  for (const id of ticked) address.append("tick", id);
  if (chosen) address.set("choose", chosen);
  const entry = done[place];
  if (entry) {
    if (String(address) || entry.address) entry.address = `?${address}`;
    history.replaceState({ place }, "", base + entry.address);
  }
  canvas.mark(marks());
  tables.mark(chosen, ticked);
}

/** Choose a thing or link: in the picture, the tables, the panel and the address alike. */
function choose(id: string): void {
  if (wayFrom && id && wayFrom.id !== id && view.nodes.some((node) => node.id === id)) {
    const from = wayFrom;
    void step("path", from.id, id);
    return;
  }
  chosen = id;
  note();
  tables.show(id);
  panel.tell(view, id);
}

function tick(...ids: string[]): void {
  for (const id of ids) if (!ticked.delete(id)) ticked.add(id);
  note();
  chorus();
}

/** Take a step with the things that are ticked, which are not ticked any longer. */
function together(verb: string, ...before: string[]): void {
  const ids = [...ticked];
  ticked.clear();
  note();
  find("things").focus();
  void step(verb, ...before, ...ids);
}

find("undo").addEventListener("click", () => void move(place - 1));
find("redo").addEventListener("click", () => void move(place + 1));
find("fit").addEventListener("click", () => canvas.fit("gently"));
find("limit").addEventListener("click", () => void step("limit", view.most));
find("share").addEventListener("click", () => {
  const copied = navigator.clipboard?.writeText(location.href) ?? Promise.reject(new Error("no clipboard"));
  const long = location.href.length > LONG ? " It is long: undo what it need not show, or some programs will cut it." : "";
  copied.then(() => say(`The link is copied.${long}`), () => say(`The link stands in the address bar.${long}`));
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && wayFrom) {
    wayFrom = undefined;
    say("No way is looked for.");
  }
  if (!(event.ctrlKey || event.metaKey) || (event.target instanceof HTMLElement && event.target.matches("input:not([type=checkbox]), select, textarea"))) return;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  void move(key === "y" || event.shiftKey ? place + 1 : place - 1);
});
find("filters").addEventListener("change", () => {
  const words: string[] = [];
  const fields = [...find("filters").querySelectorAll("select")], kinds = [...find("kinds").querySelectorAll("input")];
  for (const field of fields) if (field.value) words.push(`${field.dataset.words ?? ""} ${field.selectedOptions[0]?.textContent ?? ""}`.trim());
  for (const field of kinds) if (!field.checked) words.push(`without ${field.labels?.[0]?.textContent?.trim() ?? field.value}`);
  void go(words.length ? `Filter: ${words.join(", ")}` : "Filter: none", (address) => {
    for (const field of fields) {
      if (field.value) address.set(field.name, field.value);
      else address.delete(field.name);
    }
    address.delete("without");
    for (const field of kinds) if (!field.checked) address.append("without", field.value);
  });
});
find("filters").addEventListener("submit", (event) => event.preventDefault());
find("grouping").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = find<HTMLInputElement>("group-name");
  const words = name.value.replaceAll("~", "-").trim().slice(0, 60);
  name.value = "";
  if (ticked.size > 1) together("group", words || `${ticked.size} things`);
});
find("do-hide").addEventListener("click", () => together("hide"));
find("do-ways").addEventListener("click", () => together("path"));
find("do-clear").addEventListener("click", () => {
  tick(...ticked);
  find("things").focus();
});
find("tick-all").addEventListener("change", () => {
  const kind = find<HTMLSelectElement>("tick-all").value;
  tick(...view.nodes.filter((node) => node.kind === kind && !ticked.has(node.id)).map((node) => node.id));
});
window.addEventListener("popstate", (event: PopStateEvent) => {
  const to = (event.state as { place?: number } | null)?.place ?? 0;
  if (done[to]?.address !== location.search) done.splice(0, done.length, { name: "Open", address: location.search });
  place = done[to] ? to : 0;
  void show("Back.");
});
dark.addEventListener("change", () => {
  void canvas.draw(view, marks());
  controls();
});

for (const act of find("exports").querySelectorAll<HTMLButtonElement>("button[data-picture]")) {
  act.addEventListener("click", async () => {
    const kind = act.dataset.picture ?? "svg";
    const reply = await fetch(`${base}/caption.json${done[place]?.address ?? ""}`).catch(() => undefined);
    if (!reply?.ok) {
      say("The picture is not saved: the server does not say what it rests on.");
      return;
    }
    const caption = (await reply.json()) as string[];
    const blob = kind === "png" ? await png(view, caption) : new Blob([svg(view, caption).text], { type: "image/svg+xml" });
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(blob);
    anchor.download = `cetgraph-view.${kind}`;
    anchor.click();
    URL.revokeObjectURL(anchor.href);
  });
}

listen(find<HTMLInputElement>("q"), find("found"), { address: `${base}/search.json`, enter: "first", pick: async ({ id }) => {
  if (wayFrom && wayFrom.id !== id) {
    await step("path", wayFrom.id, id);
    return;
  }
  if (!view.nodes.some((node) => node.id === id)) await step("add", id);
  const node = view.nodes.find((known) => known.id === id);
  if (!node) return;
  choose(id);
  if (!canvas.shows(node)) canvas.centre(node);
} });

/** The steps of an address that someone sent can be undone like one's own. */
function recall(): void {
  const address = current();
  const steps = address.getAll("do");
  if (!steps.length || done.length > 1) return;
  const before = (count: number): string => {
    const earlier = new URLSearchParams([...address].filter(([name]) => !["do", "choose", "tick"].includes(name)));
    for (const one of steps.slice(0, count)) earlier.append("do", one);
    return `?${earlier}`;
  };
  done = ["Open", ...view.steps].map((name, at) => ({ name, address: at === steps.length ? location.search : before(at) }));
  place = steps.length;
  history.replaceState({ place }, "", location.href);
  root.dataset.ready = String(place);
  controls();
}

history.replaceState({ place }, "", location.href);
await show("Opened.");
recall();
