// How things look: a shape and a colour for each kind, a pattern for what a line rests on; neither tells by colour alone.

interface Named { id: string; label: string; kind: string }
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

type Corner = [x: number, y: number];

/** Corners around a middle, evenly; every other one nearer to it where a star is wanted. */
function around(count: number, inner = 1, turn = 0): Corner[] {
  return Array.from({ length: count }, (_, at) => {
    const angle = turn + (2 * Math.PI * at) / count, far = at % 2 ? inner : 1;
    return [far * Math.sin(angle), -far * Math.cos(angle)];
  });
}

/** The shapes, each by its corners at the size of one: no two kinds share one, so that colour need not tell them apart. */
const SHAPES = {
  star: around(10, 0.45), star6: around(12, 0.55), star8: around(16, 0.68), hexagon: around(6), house: around(5), diamond: around(4), dot: around(28),
  square: [[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]],
  page: [[-0.75, -1], [0.35, -1], [0.75, -0.55], [0.75, 1], [-0.75, 1]],
  bar: [[-1.25, -0.62], [1.25, -0.62], [1.25, 0.62], [-1.25, 0.62]],
  slant: [[-0.6, -0.6], [1.2, -0.6], [0.6, 0.6], [-1.2, 0.6]],
  triangle: around(3), triangleDown: around(3, 1, Math.PI),
  dome: [...Array.from({ length: 15 }, (_, at): Corner => [-Math.cos((Math.PI * at) / 14), 0.65 - 1.4 * Math.sin((Math.PI * at) / 14)])],
  hourglass: [[-0.8, -0.95], [0.8, -0.95], [0.15, 0], [0.8, 0.95], [-0.8, 0.95], [-0.15, 0]],
  plus: [[-0.4, -1], [0.4, -1], [0.4, -0.4], [1, -0.4], [1, 0.4], [0.4, 0.4], [0.4, 1], [-0.4, 1], [-0.4, 0.4], [-1, 0.4], [-1, -0.4], [-0.4, -0.4]],
} satisfies Record<string, Corner[]>;

interface Look { shape: keyof typeof SHAPES; light: string; dark: string; size: number }

const LOOKS: Record<string, Look> = {
  dialogue: { shape: "star", light: "#0b5d6b", dark: "#74c7d6", size: 20 },
  meeting: { shape: "hexagon", light: "#0b5d6b", dark: "#74c7d6", size: 15 },
  document: { shape: "page", light: "#566273", dark: "#a3afbd", size: 14 },
  commitment: { shape: "dot", light: "#2a58a5", dark: "#8fb7f5", size: 9 },
  initiative: { shape: "diamond", light: "#0b6b52", dark: "#66cfae", size: 13 },
  instrument: { shape: "square", light: "#0b6b52", dark: "#66cfae", size: 12 },
  area: { shape: "bar", light: "#8a5a00", dark: "#e3b35a", size: 15 },
  heading: { shape: "slant", light: "#8a5a00", dark: "#e3b35a", size: 10 },
  agency: { shape: "triangle", light: "#4b3f8f", dark: "#b9aef5", size: 14 },
  organisation: { shape: "triangleDown", light: "#4b3f8f", dark: "#b9aef5", size: 14 },
  person: { shape: "dome", light: "#9b2d5e", dark: "#f09cc0", size: 12 },
  post: { shape: "house", light: "#9b2d5e", dark: "#f09cc0", size: 11 },
  country: { shape: "star6", light: "#a0321f", dark: "#f2a08f", size: 16 },
  group: { shape: "star8", light: "#a0321f", dark: "#f2a08f", size: 17 },
  event: { shape: "hourglass", light: "#566273", dark: "#a3afbd", size: 11 },
  grouped: { shape: "plus", light: "#17212c", dark: "#e7eaee", size: 17 },
};
const OTHER: Look = { shape: "dot", light: "#566273", dark: "#a3afbd", size: 9 };

export const dark = matchMedia("(prefers-color-scheme: dark)");

export function look(kind: string): { colour: string; size: number } {
  const found = LOOKS[kind] ?? OTHER;
  return { size: found.size, colour: dark.matches ? found.dark : found.light };
}

/** The corners of a kind's shape around a place. */
export function corners(kind: string, x: number, y: number, size: number): Corner[] {
  return SHAPES[(LOOKS[kind] ?? OTHER).shape].map((corner) => [x + size * (corner[0] ?? 0), y + size * (corner[1] ?? 0)]);
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

const SVG = "http://www.w3.org/2000/svg";

/** A small drawing of a thing's shape, or of a line, for words to stand beside. */
export function sample(of: { kind: string; reviewed: boolean } | Line): SVGSVGElement {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("aria-hidden", "true");
  if ("kind" in of) {
    const { colour } = look(of.kind);
    drawing.setAttribute("viewBox", "-13 -12 26 24");
    const part = document.createElementNS(SVG, "polygon");
    part.setAttribute("points", corners(of.kind, 0, 0, 9).map((corner) => corner.map((one) => one.toFixed(1)).join(",")).join(" "));
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
