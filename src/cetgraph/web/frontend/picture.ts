// The view as a file: SVG, and PNG made of it, with what it shows, how it was chosen and what it rests on written below.

import { placeLabels } from "./labels";
import { bases, basis, corners, dash, ink, look, width, type Node, type View } from "./looks";

const LINE = 17;
/** Characters of a line of the caption, such as a long address: more would be larger than the picture. */
const LONGEST = 400;

function escape(words: string): string {
  return words.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);
}

function shape(kind: string, reviewed: boolean, x: number, y: number, size: number): string {
  const { colour } = look(kind);
  const points = corners(kind, x, y, size).map((corner) => corner.map((part) => part.toFixed(1)).join(",")).join(" ");
  return `<polygon points="${points}" fill="${reviewed ? colour : ink().paper}" stroke="${colour}" stroke-width="2"/>`;
}

/** Words in lines of at most so many characters. */
function wrap(words: string, most: number): string[] {
  const lines = [""];
  const pieces = words.split(" ").flatMap((word) => word.match(new RegExp(`.{1,${most}}`, "gu")) ?? []);
  for (const word of pieces) {
    const last = lines[lines.length - 1] ?? "";
    if (last && last.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`.trim();
  }
  return lines;
}

function text(words: string, x: number, y: number, paint: string, anchor = "start", size = 12): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size}" text-anchor="${anchor}" ${paint}>${escape(words)}</text>`;
}

export function svg(view: View, caption: string[]): { text: string; width: number; height: number } {
  const colours = ink();
  const context = document.createElement("canvas").getContext("2d");
  const placed = context ? placeLabels(context, view.nodes, 1, new Set(view.start)) : { labels: [], badges: [] };
  const xs = view.nodes.map((node) => node.x), ys = view.nodes.map((node) => node.y);
  const left = Math.min(...xs, 0) - 120, top = Math.min(...ys, 0) - 50;
  const across = Math.max(Math.max(...xs, 0) + 120 - left, 820), bottom = Math.max(...ys, 0) + 90;
  const places = new Map<string, Node>(view.nodes.map((node) => [node.id, node]));
  const links = view.edges.map((edge) => {
    const from = places.get(edge.source), to = places.get(edge.target), pattern = dash(edge);
    if (!from || !to) return "";
    return `<line x1="${from.x}" y1="${from.y}" x2="${to.x}" y2="${to.y}" stroke="${colours.line}" stroke-width="${width(edge)}"${pattern.length ? ` stroke-dasharray="${pattern.join(" ")}"` : ""}><title>${escape(edge.words)}</title></line>`;
  });
  const halo = `stroke="${colours.paper}" stroke-width="4" stroke-linejoin="round" paint-order="stroke" fill="${colours.text}"`;
  const things = view.nodes.map((node) => `<g><title>${escape(node.label)}</title>${shape(node.kind, node.reviewed, node.x, node.y, look(node.kind).size)}</g>`);
  const anchors = { center: "middle", left: "start", right: "end" };
  const names = placed.labels.flatMap((label) => label.lines.map((line, at) => text(line, label.x, label.y + 12 + 15 * at, halo, anchors[label.align], 13)));
  const counts = placed.badges.map((badge) => text(badge.words, badge.x + 4, badge.y + 12, halo, "start", 11));
  const most = Math.floor((across - 40) / 6.6);
  let y = bottom;
  const key: string[] = [];
  let x = left + 20;
  const next = (drawing: (x: number, y: number) => string, words: string, room: number): void => {
    const wide = room + words.length * 6.6 + 24;
    if (x + wide > left + across && x > left + 20) [x, y] = [left + 20, y + LINE + 3];
    key.push(drawing(x, y), text(words, x + room, y + 4, `fill="${colours.text}"`));
    x += wide;
  };
  for (const kind of [...new Set(view.nodes.map((node) => node.kind))].sort()) next((at, down) => shape(kind, true, at + 6, down, 6), view.kinds[kind]?.[0] ?? "group of things", 18);
  if (view.nodes.some((node) => !node.reviewed)) next((at, down) => `<circle cx="${at + 6}" cy="${down}" r="5" fill="none" stroke="${colours.text}" stroke-width="2"/>`, "hollow: not yet reviewed", 18);
  for (const line of bases(view.edges)) next((at, down) => `<line x1="${at}" y1="${down}" x2="${at + 40}" y2="${down}" stroke="${colours.text}" stroke-width="${width(line)}" stroke-dasharray="${dash(line).join(" ") || "none"}"/>`, basis(line), 48);
  y += LINE + 8;
  const notes = caption.map((line) => (line.length > LONGEST ? `${line.slice(0, LONGEST)} … (whole in the SVG's description)` : line)).flatMap((line) => wrap(line, most)).map((line) => text(line, left + 20, (y += LINE), `fill="${colours.text}"`));
  const height = y + 20 - top;
  const body = [...links, ...things, ...names, ...counts, ...key, ...notes].join("");
  return {
    text: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${across} ${height}" width="${across}" height="${height}" font-family="system-ui, sans-serif"><desc>${escape(caption.join("\n"))}</desc><rect x="${left}" y="${top}" width="${across}" height="${height}" fill="${colours.paper}"/>${body}</svg>`,
    width: across,
    height,
  };
}

export async function png(view: View, caption: string[]): Promise<Blob> {
  const { text: drawing, width: across, height } = svg(view, caption);
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([drawing], { type: "image/svg+xml" }));
  await image.decode();
  // Twice as fine as the screen, unless the picture is so large that browsers refuse a canvas of that size.
  const fine = Math.min(2, 8000 / Math.max(across, height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(fine * across), Math.round(fine * height)];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  return new Promise((keep, fail) => canvas.toBlob((blob) => (blob ? keep(blob) : fail(new Error("no picture"))), "image/png"));
}
