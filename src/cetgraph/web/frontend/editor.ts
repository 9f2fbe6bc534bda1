// The page /sparql: a form that works by itself, in which YASGUI's editor takes the place of the plain field as soon as
// it has come, and YASGUI's table shows the answers. Our terms complete, our questions are where one starts.

import "@zazuko/yasqe/build/yasqe.min.css";
import "./editor.css";
import type { Yasqe as Editor } from "@zazuko/yasqe";
import type { Yasr as Answers } from "@zazuko/yasr";
import { fill, iri, quote, type Value } from "./parameters";

interface Term { iri: string; label: string }
interface Choice { value: string; label: string }
interface Parameter { name: string; kind: string; description: string; choices: string[]; required: boolean; is_words: boolean; default: string }
interface Example { name: string; title: string; description: string; parameters: Parameter[]; sparql: string }
interface Terms {
  prefixes: Record<string, string>;
  classes: Term[];
  properties: Term[];
  titles: { name: string; title: string }[];
}
interface Offered { examples: Example[]; choices: Record<string, Choice[]> }

const TABLES: [string, string, string][] = [["CSV", "text/csv", "csv"], ["TSV", "text/tab-separated-values", "tsv"], ["JSON", "application/sparql-results+json", "json"]];
const GRAPHS: [string, string, string][] = [["Turtle", "text/turtle", "ttl"], ["N-Triples", "application/n-triples", "nt"], ["RDF/XML", "application/rdf+xml", "rdf"]];
const BASE = "https://w3id.org/cetgraph/";

function find<T extends HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page lacks #${id}`);
  return element as T;
}

const root = find("editor");
const plain = find<HTMLTextAreaElement>("query");
const run = find<HTMLButtonElement>("run");
const endpoint = new URL(root.dataset.endpoint ?? "", location.href).href;

function completer(Yasqe: typeof Editor, name: "class" | "property", terms: Term[], prefixes: Record<string, string>): void {
  const iris = terms.map((term) => term.iri);
  const words = new Map(terms.map((term) => [term.iri, term]));
  Yasqe.forkAutocompleter(name, {
    name: `our-${name}`,
    bulk: false,
    autoShow: true,
    persistenceId: undefined,
    get: (_yasqe, token) => {
      const typed = expand((token as { string?: string } | undefined)?.string ?? "", prefixes).toLowerCase();
      return iris.filter((known) => known.toLowerCase().startsWith(typed) || words.get(known)?.label.toLowerCase().startsWith(typed));
    },
    postProcessSuggestion: (_yasqe, _token, suggestion) => shorten(suggestion, prefixes),
    postprocessHints: (_yasqe, hints) =>
      hints.map((hint) => {
        const term = words.get(expand(hint.text, prefixes).replace(/^<|>$/g, ""));
        return { ...hint, displayText: term?.label ? `${hint.text}  ${term.label}` : hint.text };
      }),
  });
}

function expand(text: string, prefixes: Record<string, string>): string {
  const [prefix, local] = [text.slice(0, text.indexOf(":")), text.slice(text.indexOf(":") + 1)];
  const namespace = text.includes(":") ? prefixes[prefix] : undefined;
  return namespace && !local.startsWith("//") ? namespace + local : text.replace(/^</, "");
}

function shorten(full: string, prefixes: Record<string, string>): string {
  const fitting = Object.entries(prefixes).filter(([, namespace]) => full.startsWith(namespace) && /^[\w-]*$/.test(full.slice(namespace.length)));
  const best = fitting.sort((one, other) => other[1].length - one[1].length)[0];
  return best ? `${best[0]}:${full.slice(best[1].length)}` : `<${full}>`;
}

/** The plain field as an editor. What was typed meanwhile is in it, and the cursor where it was. */
async function edit(terms: Terms): Promise<Editor> {
  const { default: Yasqe } = await import("@zazuko/yasqe");
  completer(Yasqe, "class", terms.classes, terms.prefixes);
  completer(Yasqe, "property", terms.properties, terms.prefixes);
  // The library's own completers ask a vocabulary service outside; ours stand in their place.
  delete Yasqe.Autocompleters["class"];
  delete Yasqe.Autocompleters["property"];
  Yasqe.defaults.autocompleters = ["our-class", "our-property", "variables"];
  find("yasqe").hidden = false;
  const yasqe = new Yasqe(find("yasqe"), {
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: () => link(yasqe.getValue()),
    createShortLink: undefined,
    showQueryButton: false,
    resizeable: true,
    collapsePrefixesOnLoad: false,
    prefixCcApi: null,
    editorHeight: `${plain.offsetHeight || 288}px`,
    pluginButtons: undefined,
    requestConfig: { ...Yasqe.defaults.requestConfig, endpoint, method: "POST" },
  });
  const [isAt, place] = [document.activeElement === plain, plain.value.slice(0, plain.selectionStart).split("\n")];
  yasqe.setValue(plain.value);
  plain.hidden = true;
  const scroller = find("yasqe").querySelector<HTMLElement>(".CodeMirror-scroll");
  if (scroller) {
    scroller.tabIndex = 0;
    scroller.setAttribute("role", "region");
    scroller.setAttribute("aria-label", "Text of the query");
  }
  yasqe.addKeyMap({ Esc: () => run.focus() });
  yasqe.getInputField().setAttribute("aria-label", "SPARQL query");
  if (isAt) {
    yasqe.focus();
    yasqe.setCursor(place.length - 1, place.at(-1)?.length ?? 0);
  }
  connect(yasqe, terms);
  yasqe.on("change", () => declare(yasqe, terms.prefixes));
  declare(yasqe, terms.prefixes);
  requestAnimationFrame(() => yasqe.refresh()); // measured beside the plain field, it would show a number of a line too many
  return yasqe;
}

/** What shows answers: fetched with the first one, as most of the page's weight. */
async function showAnswers(terms: Terms): Promise<Answers> {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = root.dataset.answerStyle ?? "";
  const styled = new Promise((done) => style.addEventListener("load", done));
  document.head.append(style);
  const { default: Yasr } = await import("@zazuko/yasr");
  await styled;
  const place = find("yasr");
  new MutationObserver(() => name(place)).observe(place, { childList: true, subtree: true });
  return new Yasr(place, {
    persistenceId: null,
    prefixes: terms.prefixes,
    pluginOrder: ["table", "response"],
    defaultPlugin: "table",
    maxPersistentResponseSize: 0,
    errorRenderers: [explain],
  });
}

/** What the server says is wrong, out of its problem document (RFC 9457); undefined leaves it to the library. */
async function explain(error: { text?: string; statusText?: string }): Promise<HTMLElement | undefined> {
  try {
    const problem = JSON.parse(error.text ?? "") as { title?: string; detail?: string };
    const words = document.createElement("p");
    words.className = "problem";
    words.textContent = `${problem.title ?? "Not answered"}. ${problem.detail ?? ""}`;
    return words;
  } catch {
    return undefined;
  }
}

/** Our prefixes need no declaration here, but a query is carried elsewhere: those that it uses are written down. */
function declare(yasqe: Editor, prefixes: Record<string, string>): void {
  const declared = yasqe.getPrefixesFromQuery();
  const text = yasqe.getValue().replace(/#[^\n<]*$|<[^>\s]*>|"[^"\n]*"|'[^'\n]*'/gm, " ");
  const used = new Set([...text.matchAll(/(?<![\w:?$])([a-z][\w-]*):/gi)].map((match) => match[1] ?? ""));
  const missing = [...used].filter((prefix) => prefix in prefixes && !(prefix in declared)).sort().reverse();
  for (const prefix of missing) yasqe.addPrefixes({ [prefix]: prefixes[prefix] ?? "" });
}

function link(query: string): string {
  return `${location.origin}${location.pathname}#${new URLSearchParams({ query })}`;
}

function connect(yasqe: Editor, terms: Terms): void {
  const state = find("state");
  let answers: Promise<Answers> | undefined;
  find<HTMLFormElement>("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    if (run.dataset.running) yasqe.abortQuery();
    else void yasqe.query().catch(() => undefined);
  });
  find("share").hidden = find("keys").hidden = false;
  find("share").addEventListener("click", () => {
    history.replaceState(null, "", link(yasqe.getValue()));
    const copied = navigator.clipboard?.writeText(location.href) ?? Promise.reject(new Error("no clipboard"));
    copied.then(
      () => (state.textContent = "The link is copied; it stands in the address bar too."),
      () => (state.textContent = "The link stands in the address bar."),
    );
  });
  yasqe.on("query", () => {
    answers ??= showAnswers(terms);
    run.dataset.running = "true";
    run.textContent = "Stop";
    state.textContent = "Asking …";
    find("downloads").hidden = true;
    document.getElementById("answered")?.remove();
    history.replaceState(null, "", link(yasqe.getValue()));
  });
  const ended = (words: string): void => {
    delete run.dataset.running;
    run.textContent = "Run the query";
    state.textContent = words;
  };
  yasqe.on("queryAbort", () => ended("Stopped."));
  yasqe.on("queryResponse", async (_yasqe: unknown, response: unknown, duration: number) => {
    answers ??= showAnswers(terms);
    const yasr = await answers;
    yasr.setResponse(response, duration);
    const rows = yasr.results?.getBindings()?.length;
    const failed = yasr.results?.hasError();
    ended(failed ? "Not answered: see below." : `Answered in ${(duration / 1000).toFixed(2)} s${rows === undefined ? "" : `, ${rows} ${rows === 1 ? "row" : "rows"}`}.`);
    if (!failed) downloads(yasqe);
  });
}

/** Things of ours lead to their pages here; what the libraries leave unnamed gets a name. */
function name(results: HTMLElement): void {
  for (const anchor of results.querySelectorAll<HTMLAnchorElement>(`a[href^="${BASE}"]`)) {
    anchor.href = (root.dataset.site ?? "/") + anchor.href.slice(BASE.length);
    anchor.removeAttribute("target");
  }
  for (const field of results.querySelectorAll<HTMLInputElement>("input:not([aria-label]), select:not([aria-label])")) {
    field.setAttribute("aria-label", field.closest("label")?.textContent?.trim() || field.placeholder || field.title || "Rows on a page");
  }
  for (const code of results.querySelectorAll<HTMLElement>(".CodeMirror textarea:not([aria-label])")) code.setAttribute("aria-label", "The answer as text");
  for (const head of results.querySelectorAll("th .dt-column-title:empty, th:empty")) {
    const words = document.createElement("span");
    words.className = "hidden";
    words.textContent = "Row";
    head.append(words);
  }
  for (const area of results.querySelectorAll<HTMLElement>(".dataTables_wrapper, .dt-container, .CodeMirror-scroll")) area.tabIndex = 0;
}

function downloads(yasqe: Editor): void {
  const query = yasqe.getValue();
  const formats = ["CONSTRUCT", "DESCRIBE"].includes(yasqe.getQueryType()) ? GRAPHS : TABLES;
  const buttons = formats.map(([label, type, ending]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = `Download ${label}`;
    button.addEventListener("click", () => void save(query, type, `answer.${ending}`));
    return button;
  });
  find("downloads").replaceChildren(...buttons);
  find("downloads").hidden = false;
}

async function save(query: string, type: string, file: string): Promise<void> {
  const answer = await fetch(endpoint, { method: "POST", headers: { Accept: type }, body: new URLSearchParams({ query }) });
  if (!answer.ok) {
    find("state").textContent = `Not downloaded: ${answer.statusText}.`;
    return;
  }
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(await answer.blob());
  anchor.download = file;
  anchor.click();
  URL.revokeObjectURL(anchor.href);
}

/** The questions, each with a form for its parameters, that write the query. They come when they are asked for. */
function offer(terms: Terms, write: (text: string) => void): void {
  const select = find<HTMLSelectElement>("example");
  const form = find<HTMLFormElement>("parameters");
  const first = plain.value;
  let coming: Promise<Offered> | undefined;
  let example: Example | undefined;
  const fetched = async (): Promise<Offered> => (await (await fetch(root.dataset.examples ?? "")).json()) as Offered;
  select.append(...terms.titles.map(({ name, title }) => new Option(title, name)));
  form.addEventListener("submit", (event) => event.preventDefault());
  select.addEventListener("focus", () => void (coming ??= fetched()));
  select.addEventListener("change", async () => {
    const chosen = select.value;
    const { examples, choices } = await (coming ??= fetched());
    if (chosen !== select.value) return;
    example = examples.find((known) => known.name === chosen);
    find("about").textContent = example?.description ?? "";
    form.replaceChildren(...(example?.parameters ?? []).map((parameter) => field(parameter, choices)));
    write(example ? fill(text(example), values(example, form)) : first);
    form.dataset.of = chosen;
  });
  form.addEventListener("input", () => {
    if (example) write(fill(text(example), values(example, form)));
  });
}

/** The query, of its header only the title, as the form above says the rest. */
function text(example: Example): string {
  return example.sparql.replace(/^(#[^\n]*\n)+/, `# ${example.title}\n`);
}

function field(parameter: Parameter, known: Offered["choices"]): HTMLElement {
  const label = document.createElement("label");
  const words = document.createElement("span");
  words.textContent = parameter.description + (parameter.required ? " (needed)" : "");
  const own = parameter.choices.map((value) => ({ value, label: value.replaceAll("-", " ") }));
  const choices = own.length ? own : known[parameter.kind];
  const input = choices ? document.createElement("select") : document.createElement("input");
  if (input instanceof HTMLSelectElement && choices) {
    input.append(new Option("", ""), ...choices.map((choice) => new Option(choice.label, choice.value)));
  }
  if (input instanceof HTMLInputElement && parameter.kind === "date") input.type = "date";
  input.name = parameter.name;
  input.value = parameter.default;
  label.append(words, input);
  return label;
}

function values(example: Example, form: HTMLFormElement): Value[] {
  const given = new FormData(form);
  return example.parameters.flatMap((parameter) => {
    const text = String(given.get(parameter.name) ?? "").trim();
    const term = parameter.is_words ? quote(text) : iri(text);
    return text && term ? [{ name: parameter.name, term }] : [];
  });
}

/** The page's work, once it can be seen: the form is served ready, and works until then. */
async function start(): Promise<void> {
  const linked = (): string | null => new URLSearchParams(location.hash.slice(1)).get("query");
  plain.value = linked() ?? plain.value;
  const answer = await fetch(root.dataset.terms ?? "");
  const terms = (await answer.json()) as Terms;
  let yasqe: Editor | undefined;
  const write = (text: string): void => {
    if (yasqe) yasqe.setValue(text);
    else plain.value = text;
  };
  offer(terms, write);
  yasqe = await edit(terms);
  if (linked()) void yasqe.query().catch(() => undefined);
  window.addEventListener("hashchange", () => {
    const query = linked();
    if (query && query !== yasqe?.getValue()) write(query);
  });
  root.dataset.ready = "true";
}

await start().catch(() => {
  find("state").textContent = "The editor could not be loaded; the plain field works without it.";
});
