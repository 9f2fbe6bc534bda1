// How things look: a shape and a colour for each kind, a pattern for what a line rests on; neither tells by colour alone.

export interface Named { id: string; label: string; kind: string }
export interface Node {
  id: string; kind: string; words: string; label: string; lines: string[]; date: string; progress: string; reviewed: boolean; pinned: boolean;
  x: number; y: number; page: string; facts: [string, string][]; more: Record<string, number>; size: number; members: Named[];
}
export interface Link { source: string; target: string; kind: string; words: string; basis: string; reviewed: boolean; labels: [string, string] }
export interface Edge { id: string; source: string; target: string; kind: string; words: string; basis: string; reviewed: boolean; count: number; links: Link[] }
export interface View {
  title: string; start: string[]; limit: number; most: number; nodes: Node[]; edges: Edge[]; hidden: Named[]; steps: string[];
  ways: string[][]; filtered: number; notes: string[]; kinds: Record<string, [string, string]>;
}

export type Shape = "dot" | "square" | "triangle" | "diamond" | "hexagon" | "triangleDown" | "star";
interface Look { shape: Shape; light: string; dark: string; size: number }

const LOOKS: Record<string, Look> = {
  dialogue: { shape: "star", light: "#0b5d6b", dark: "#74c7d6", size: 20 },
  meeting: { shape: "hexagon", light: "#0b5d6b", dark: "#74c7d6", size: 15 },
  document: { shape: "square", light: "#566273", dark: "#a3afbd", size: 12 },
  commitment: { shape: "dot", light: "#2a58a5", dark: "#8fb7f5", size: 9 },
  initiative: { shape: "diamond", light: "#0b6b52", dark: "#66cfae", size: 13 },
  instrument: { shape: "square", light: "#0b6b52", dark: "#66cfae", size: 11 },
  area: { shape: "hexagon", light: "#8a5a00", dark: "#e3b35a", size: 16 },
  heading: { shape: "dot", light: "#8a5a00", dark: "#e3b35a", size: 8 },
  agency: { shape: "triangle", light: "#4b3f8f", dark: "#b9aef5", size: 13 },
  organisation: { shape: "triangleDown", light: "#4b3f8f", dark: "#b9aef5", size: 13 },
  person: { shape: "dot", light: "#9b2d5e", dark: "#f09cc0", size: 12 },
  post: { shape: "diamond", light: "#9b2d5e", dark: "#f09cc0", size: 9 },
  country: { shape: "star", light: "#a0321f", dark: "#f2a08f", size: 16 },
  group: { shape: "star", light: "#a0321f", dark: "#f2a08f", size: 19 },
  event: { shape: "triangle", light: "#566273", dark: "#a3afbd", size: 9 },
  grouped: { shape: "square", light: "#17212c", dark: "#e7eaee", size: 19 },
};
const OTHER: Look = { shape: "dot", light: "#566273", dark: "#a3afbd", size: 9 };
const SIGNS: Record<Shape, string> = { dot: "●", square: "■", triangle: "▲", diamond: "◆", hexagon: "⬢", triangleDown: "▼", star: "★" };

export const dark = matchMedia("(prefers-color-scheme: dark)");

export function look(kind: string): { shape: Shape; sign: string; colour: string; size: number } {
  const found = LOOKS[kind] ?? OTHER;
  return { shape: found.shape, sign: SIGNS[found.shape], size: found.size, colour: dark.matches ? found.dark : found.light };
}

export function ink(): { text: string; soft: string; paper: string; line: string; strong: string } {
  return dark.matches
    ? { text: "#e7eaee", soft: "#a6b2c0", paper: "#182028", line: "#6a7885", strong: "#74c7d6" }
    : { text: "#1b2430", soft: "#505d6c", paper: "#ffffff", line: "#8d969f", strong: "#0b5d6b" };
}

/** What a line rests on, in the order of the legend: its pattern and its words. */
const LINES: { basis: string; reviewed: boolean; dash: number[]; words: string }[] = [
  { basis: "stated", reviewed: true, dash: [], words: "stated" },
  { basis: "stated", reviewed: false, dash: [2, 4], words: "stated; not yet reviewed" },
  { basis: "derived", reviewed: true, dash: [12, 5], words: "inferred: a commitment links the two" },
  { basis: "derived", reviewed: false, dash: [12, 4, 2, 4], words: "inferred: a commitment links the two; not yet reviewed" },
  { basis: "grouped", reviewed: true, dash: [], words: "several links of a group" },
  { basis: "grouped", reviewed: false, dash: [], words: "several links of a group" },
];

type Line = Pick<Edge, "basis" | "reviewed">;

export function dash(line: Line): number[] {
  return LINES.find((known) => known.basis === line.basis && known.reviewed === line.reviewed)?.dash ?? [];
}

export function basis(line: Line): string {
  return LINES.find((known) => known.basis === line.basis && known.reviewed === line.reviewed)?.words ?? line.basis;
}

export function width(line: Line): number {
  return line.basis === "grouped" ? 3 : 1.2;
}

/** The kinds of lines among these, each once, in the order of the legend. */
export function bases(edges: Edge[]): Line[] {
  const words = new Set(edges.map(basis));
  return LINES.filter((line, at) => words.has(line.words) && LINES.findIndex((other) => other.words === line.words) === at);
}

export function unseen(node: Node): number {
  return Object.values(node.more).reduce((sum, count) => sum + count, 0);
}

/** The corners of a shape around a place; none of a dot. */
export function corners(shape: Shape, x: number, y: number, size: number): [number, number][] {
  const around = (count: number, turn: number, inner = 1): [number, number][] =>
    Array.from({ length: count }, (_, at) => {
      const angle = turn + (2 * Math.PI * at) / count;
      const far = at % 2 ? size * inner : size;
      return [x + far * Math.sin(angle), y - far * Math.cos(angle)];
    });
  switch (shape) {
    case "dot": return [];
    case "square": return around(4, Math.PI / 4);
    case "diamond": return around(4, 0);
    case "triangle": return around(3, 0);
    case "triangleDown": return around(3, Math.PI);
    case "hexagon": return around(6, 0);
    case "star": return around(10, 0, 0.45);
  }
}

const SVG = "http://www.w3.org/2000/svg";

/** A small drawing for the legend: a thing's shape, or a line. */
export function sample(of: { kind: string; reviewed: boolean } | Line): SVGSVGElement {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("aria-hidden", "true");
  if ("kind" in of) {
    const { shape, colour } = look(of.kind);
    drawing.setAttribute("viewBox", "-10 -10 20 20");
    const part = document.createElementNS(SVG, shape === "dot" ? "circle" : "polygon");
    if (shape === "dot") part.setAttribute("r", "7");
    else part.setAttribute("points", corners(shape, 0, 0, 9).map((corner) => corner.join(",")).join(" "));
    part.setAttribute("fill", of.reviewed ? colour : ink().paper);
    part.setAttribute("stroke", colour);
    part.setAttribute("stroke-width", "2");
    drawing.append(part);
    return drawing;
  }
  drawing.setAttribute("viewBox", "0 -10 48 20");
  drawing.classList.add("wide");
  const part = document.createElementNS(SVG, "line");
  part.setAttribute("x2", "48");
  part.setAttribute("stroke", ink().text);
  part.setAttribute("stroke-width", String(width(of) * 1.4));
  if (dash(of).length) part.setAttribute("stroke-dasharray", dash(of).join(" "));
  drawing.append(part);
  return drawing;
}
