// How things look: a shape and a colour for each kind, so that neither has to tell alone.

export interface Node {
  id: string; kind: string; label: string; date: string; progress: string; reviewed: boolean;
  x: number; y: number; page: string; facts: [string, string][]; more: Record<string, number>;
}
export interface Edge { id: string; source: string; target: string; kind: string; words: string; basis: string; reviewed: boolean }
export interface View { start: string[]; limit: number; nodes: Node[]; edges: Edge[]; filtered: number; notes: string[] }

export type Shape = "dot" | "square" | "triangle" | "diamond" | "hexagon" | "triangleDown" | "star";
interface Look { shape: Shape; sign: string; light: string; dark: string; size: number }

const LOOKS: Record<string, Look> = {
  dialogue: { shape: "star", sign: "★", light: "#0b5d6b", dark: "#74c7d6", size: 20 },
  meeting: { shape: "hexagon", sign: "⬢", light: "#0b5d6b", dark: "#74c7d6", size: 15 },
  document: { shape: "square", sign: "■", light: "#566273", dark: "#a3afbd", size: 12 },
  commitment: { shape: "dot", sign: "●", light: "#2a58a5", dark: "#8fb7f5", size: 9 },
  initiative: { shape: "diamond", sign: "◆", light: "#0b6b52", dark: "#66cfae", size: 12 },
  instrument: { shape: "square", sign: "■", light: "#0b6b52", dark: "#66cfae", size: 11 },
  area: { shape: "hexagon", sign: "⬢", light: "#8a5a00", dark: "#e3b35a", size: 16 },
  heading: { shape: "dot", sign: "●", light: "#8a5a00", dark: "#e3b35a", size: 8 },
  agency: { shape: "triangle", sign: "▲", light: "#4b3f8f", dark: "#b9aef5", size: 13 },
  organisation: { shape: "triangleDown", sign: "▼", light: "#4b3f8f", dark: "#b9aef5", size: 13 },
  person: { shape: "dot", sign: "●", light: "#9b2d5e", dark: "#f09cc0", size: 12 },
  post: { shape: "diamond", sign: "◆", light: "#9b2d5e", dark: "#f09cc0", size: 9 },
  country: { shape: "star", sign: "★", light: "#a0321f", dark: "#f2a08f", size: 16 },
  group: { shape: "star", sign: "★", light: "#a0321f", dark: "#f2a08f", size: 18 },
  event: { shape: "triangle", sign: "▲", light: "#566273", dark: "#a3afbd", size: 9 },
};
const OTHER: Look = { shape: "dot", sign: "●", light: "#566273", dark: "#a3afbd", size: 9 };

export const dark = matchMedia("(prefers-color-scheme: dark)");

export function look(kind: string): { shape: Shape; sign: string; colour: string; size: number } {
  const found = LOOKS[kind] ?? OTHER;
  return { shape: found.shape, sign: found.sign, size: found.size, colour: dark.matches ? found.dark : found.light };
}

export function ink(): { text: string; paper: string; line: string; strong: string } {
  return dark.matches
    ? { text: "#e7eaee", paper: "#182028", line: "#74838f", strong: "#74c7d6" }
    : { text: "#1b2430", paper: "#ffffff", line: "#87919c", strong: "#0b5d6b" };
}

export function dashes(edge: Edge): number[] | false {
  if (edge.basis === "derived") return [8, 6];
  return edge.reviewed ? false : [2, 4];
}

export function basis(edge: Edge): string {
  const words = edge.basis === "derived" ? "inferred: a commitment links the two" : "stated";
  return edge.reviewed ? words : `${words}; not yet reviewed`;
}

export function plural(kind: string, count: number): string {
  if (count === 1) return kind;
  if (kind === "person") return "people";
  return kind.endsWith("y") ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}

export function unseen(node: Node): number {
  return Object.values(node.more).reduce((sum, count) => sum + count, 0);
}

/** A label in lines of some twenty characters, two or three, and how much of its surroundings is not shown. */
export function lines(node: Node): string[] {
  const most = ["commitment", "initiative", "heading"].includes(node.kind) ? 2 : 3;
  const out: string[] = [""];
  for (const word of node.label.split(/\s+/)) {
    const last = out.length - 1;
    if ((out[last] + " " + word).trim().length <= 22) out[last] = `${out[last]} ${word}`.trim();
    else out.push(word);
  }
  const kept = out.filter(Boolean).slice(0, most);
  if (out.filter(Boolean).length > most) kept[most - 1] = `${kept[most - 1]} …`;
  const more = unseen(node);
  return more ? [...kept, `+${more}`] : kept;
}
