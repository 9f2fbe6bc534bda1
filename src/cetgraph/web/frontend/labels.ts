// Names of things in a picture: as large on a small picture as on a large one, and never one on another.

import { look, unseen, type Node } from "./looks";

interface Label { node: Node; lines: string[]; x: number; y: number; align: "center" | "left" | "right" }
interface Badge { node: Node; words: string; x: number; y: number; width: number }
interface Placed { labels: Label[]; badges: Badge[]; size: number; left: number }
type Box = [left: number, top: number, right: number, bottom: number];

/** Pixels of the letters on the screen at least and at most, and those at the picture's own size. */
const [LEAST, USUAL, MOST] = [11, 13, 15];
const RANKS = ["dialogue", "meeting", "grouped", "area", "country", "group", "document", "agency", "organisation", "person", "initiative", "instrument"];

const widths = new Map<string, number>();

function rank(node: Node): number {
  const at = RANKS.indexOf(node.kind);
  return at < 0 ? RANKS.length : at;
}

/** The font of names, at some size. */
export function font(size: number): string {
  return `${size}px system-ui, sans-serif`;
}

/** How wide words are, in their size. */
function measure(context: CanvasRenderingContext2D, words: string): number {
  let found = widths.get(words);
  if (found === undefined) {
    context.font = font(100);
    found = context.measureText(words).width / 100;
    widths.set(words, found);
  }
  return found;
}

/**
 * Where names and counts stand, in the picture's own units; `scale` is how much the screen enlarges those.
 * Those of `first` come first, then by kind. A name that finds no room is left out, and counted. Within the frame none is
 * cut by its edge.
 */
export function placeLabels(context: CanvasRenderingContext2D, nodes: Node[], scale: number, first: Set<string>, frame?: Box): Placed {
  const size = Math.min(MOST, Math.max(LEAST, USUAL * scale)) / scale;
  const height = size * 1.2;
  const taken = new Taken(size * 8);
  nodes.forEach((node, at) => {
    const far = look(node.kind).size;
    taken.add([node.x - far, node.y - far, node.x + far, node.y + far], at);
  });
  const order = nodes.map((node, at) => ({ node, at, first: first.has(node.id) ? 0 : 1, rank: rank(node) }));
  order.sort((one, other) => one.first - other.first || one.rank - other.rank || unseen(other.node) - unseen(one.node) || one.at - other.at);
  const badges: Badge[] = [];
  for (const { node, at } of order) {
    const count = unseen(node);
    if (!count) continue;
    const words = `+${count}`, far = look(node.kind).size;
    const width = measure(context, words) * size * 0.85 + size * 0.7;
    const x = node.x + far * 0.7, y = node.y - far * 0.7 - height * 0.8;
    const box: Box = [x, y, x + width, y + height];
    if (!taken.isFree(box, at)) continue;
    taken.add(box);
    badges.push({ node, words, x, y, width });
  }
  const labels: Label[] = [];
  const unnamed = order.filter(({ node, at }) => {
    const far = look(node.kind).size, gap = size * 0.25;
    return !place(node, at, node.lines, "center", node.y + far + gap);
  });
  // Those for which there is no room below may stand beside or above, or be shorter.
  for (const { node, at } of unnamed) {
    const far = look(node.kind).size, gap = size * 0.25, tall = node.lines.length * height;
    const line = node.lines.length > 1 ? `${(node.lines[0] ?? "").replace(/ ?…$/, "")} …` : node.lines[0] ?? "";
    void (place(node, at, node.lines, "left", node.y - tall / 2) || place(node, at, node.lines, "right", node.y - tall / 2) || place(node, at, node.lines, "center", node.y - far - gap - tall)
      || place(node, at, [line], "center", node.y + far + gap) || place(node, at, [line], "left", node.y - height / 2) || place(node, at, [line], "right", node.y - height / 2));
  }
  return { labels, badges, size, left: nodes.length - labels.length };

  function place(node: Node, at: number, lines: string[], align: Label["align"], y: number): boolean {
    const far = look(node.kind).size, gap = size * 0.25;
    const width = Math.max(...lines.map((line) => measure(context, line))) * size;
    const x = align === "center" ? node.x : align === "left" ? node.x + far + gap : node.x - far - gap;
    const left = align === "center" ? x - width / 2 : align === "left" ? x : x - width;
    const box: Box = [left - gap, y, left + width + gap, y + lines.length * height];
    const isIn = frame && node.x > frame[0] && node.x < frame[2] && node.y > frame[1] && node.y < frame[3];
    const isCut = isIn && (box[0] < frame[0] || box[2] > frame[2] || box[1] < frame[1] || box[3] > frame[3]);
    if (isCut || !taken.isFree(box, at)) return false;
    taken.add(box);
    labels.push({ node, lines, x, y, align });
    return true;
  }
}

/** Boxes that are taken, found by the squares of a grid that they touch: all against all would take longer than drawing. */
class Taken {
  private readonly squares = new Map<string, { box: Box; owner: number }[]>();

  constructor(private readonly side: number) {}

  add(box: Box, owner = -1): void {
    for (const square of this.touched(box)) {
      const there = this.squares.get(square);
      if (there) there.push({ box, owner });
      else this.squares.set(square, [{ box, owner }]);
    }
  }

  /** Whether the box touches none but its own thing's. */
  isFree(box: Box, owner: number): boolean {
    for (const square of this.touched(box)) {
      for (const { box: other, owner: whose } of this.squares.get(square) ?? []) {
        if (whose !== owner && box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) return false;
      }
    }
    return true;
  }

  private *touched(box: Box): Generator<string> {
    for (let column = Math.floor(box[0] / this.side); column <= Math.floor(box[2] / this.side); column++) {
      for (let row = Math.floor(box[1] / this.side); row <= Math.floor(box[3] / this.side); row++) yield `${column} ${row}`;
    }
  }
}
