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

/** The query with each value in the place of its variable. */
export function fill(sparql: string, values: Value[]): string {
  return values.reduce((text, value) => fillOne(text, value), sparql);
}

/** What the query assigns itself, by AS or VALUES, is kept and compared; anything else is replaced. */
function fillOne(sparql: string, { name, term }: Value): string {
  const tokens = sparql.match(TOKEN) ?? [];
  return isAssigned(tokens, name) ? compare(tokens, name, term) : replace(tokens, name, term);
}

function isAssigned(tokens: string[], name: string): boolean {
  return tokens.some((token, at) => isVariable(token, name) && (before(tokens, at)?.toUpperCase() === "AS" || inHeader(tokens, at)));
}

function compare(tokens: string[], name: string, term: string): string {
  const filter = ` FILTER(?${name} = ${term})`;
  const out: string[] = [];
  let awaits: string | undefined;
  tokens.forEach((token, at) => {
    out.push(token);
    if (isVariable(token, name) && inHeader(tokens, at)) awaits = "}";
    else if (isVariable(token, name) && before(tokens, at)?.toUpperCase() === "AS") awaits = ")";
    else if (token === awaits) {
      out.push(filter);
      awaits = undefined;
    }
  });
  return out.join("");
}

function replace(tokens: string[], name: string, term: string): string {
  let clause = "";
  return tokens
    .map((token) => {
      const word = token.toUpperCase();
      if (["SELECT", "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET"].includes(word)) clause = word;
      else if (token === "{" || token === "}") clause = "";
      if (!isVariable(token, name)) return token;
      if (clause === "SELECT") return `(${term} AS ?${name})`;
      return clause === "GROUP" || clause === "ORDER" ? `(${term})` : term;
    })
    .join("");
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
