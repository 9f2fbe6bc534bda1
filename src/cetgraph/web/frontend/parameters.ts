// A question's variables, given values as the engine's own substitution gives them.

export interface Value {
  name: string;
  /** The value as a SPARQL term. */
  term: string;
}

const TOKEN = /#[^\n]*|<[^<>"{}|^`\\\s]*>|"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[?$]\w+|\w+|\s+|[^\s\w]/g;

/** Words as a SPARQL literal. */
export function quote(words: string): string {
  const escaped = words.replace(/[\\"\n\r\t]/g, (sign) => ({ "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" })[sign] ?? sign);
  return `"${escaped}"`;
}

/** An IRI or a name with a prefix as a SPARQL term; undefined for what is neither. */
export function iri(text: string): string | undefined {
  if (/^<?[a-z][a-z0-9+.-]*:\/\/[^<>"{}|^`\\\s]*>?$/i.test(text)) return `<${text.replace(/^<|>$/g, "")}>`;
  return /^[a-z][\w-]*:[\w.\/-]+$/i.test(text) ? text.replace(/\//g, "\\/") : undefined;
}

interface Scope {
  /** The variables that have values here. */
  names: Set<string>;
  isPattern: boolean;
}

/**
 * The query with each value in the place of its variable, as the pages write it (cetgraph/web/filled_query.py): what
 * the query assigns itself, by AS or VALUES, and its columns get theirs from VALUES at the start of the pattern. Of the
 * variables of a subquery only those have a value that it selects.
 */
export function fill(sparql: string, values: Value[]): string {
  const terms = new Map(values.map(({ name, term }) => [name, term]));
  const tokens = sparql.match(TOKEN) ?? [];
  const assigned = new Set([...terms.keys()].filter((name) => isAssigned(tokens, name)));
  const scopes: Scope[] = [];
  let selected: Set<string> | undefined;
  let isAfterPattern = false;
  return tokens
    .map((token) => {
      const names = scopes.at(-1)?.names ?? new Set(terms.keys());
      const name = /^[?$]\w/.test(token) ? token.slice(1) : "";
      if (token.toUpperCase() === "SELECT") selected = new Set();
      else if (token === "{") return token + open(names);
      else if (token === "}") isAfterPattern = scopes.pop()?.isPattern ?? false;
      else if (selected && (name || token === "*")) selected.add(name || token);
      else if (name && scopes.length && !selected && !isAfterPattern && names.has(name) && !assigned.has(name)) return terms.get(name);
      return token;
    })
    .join("");

  /** Enters braces; returns the values that their pattern starts with. */
  function open(names: Set<string>): string {
    if (!selected) {
      scopes.push({ names, isPattern: false });
      return "";
    }
    const all = !scopes.length || selected.has("*");
    const inner = new Set([...names].filter((name) => all || selected?.has(name)));
    scopes.push({ names: inner, isPattern: true });
    selected = undefined;
    return [...inner].map((name) => `\n  VALUES ?${name} { ${terms.get(name)} }`).join("");
  }
}

function isAssigned(tokens: string[], name: string): boolean {
  return tokens.some((token, at) => isVariable(token, name) && (before(tokens, at)?.toUpperCase() === "AS" || inHeader(tokens, at)));
}

/** Whether the variable at this place stands in the list of variables of VALUES. */
function inHeader(tokens: string[], at: number): boolean {
  for (let place = at - 1; place >= 0; place--) {
    const token = tokens[place] ?? "";
    if (token.toUpperCase() === "VALUES") return true;
    if (!/^\s+$|^\($|^[?$]\w+$/.test(token)) return false;
  }
  return false;
}

function before(tokens: string[], at: number): string | undefined {
  return tokens.slice(0, at).reverse().find((token) => token.trim() && !token.startsWith("#"));
}

function isVariable(token: string, name: string): boolean {
  return token === `?${name}` || token === `$${name}`;
}
