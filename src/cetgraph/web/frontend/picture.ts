// The view as a file: SVG, and PNG made of it, with what it shows and where it is from written below.

import { dashes, ink, lines, look, type Node, type View } from "./looks";

function escape(words: string): string {
  return words.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);
}

function shape(node: Node): string {
  const { shape: kind, colour, size } = look(node.kind);
  const corners = (count: number, turn: number, inner = 1): string =>
    Array.from({ length: count }, (_, at) => {
      const angle = turn + (2 * Math.PI * at) / count;
      const far = at % 2 ? size * inner : size;
      return `${(node.x + far * Math.sin(angle)).toFixed(1)},${(node.y - far * Math.cos(angle)).toFixed(1)}`;
    }).join(" ");
  const points: Record<string, string> = {
    square: corners(4, Math.PI / 4), diamond: corners(4, 0), triangle: corners(3, 0),
    triangleDown: corners(3, Math.PI), hexagon: corners(6, 0), star: corners(10, 0, 0.45),
  };
  return kind === "dot"
    ? `<circle cx="${node.x}" cy="${node.y}" r="${size}" fill="${colour}"/>`
    : `<polygon points="${points[kind] ?? ""}" fill="${colour}"/>`;
}

export function svg(view: View, caption: string[]): { text: string; width: number; height: number } {
  const colours = ink();
  const xs = view.nodes.map((node) => node.x), ys = view.nodes.map((node) => node.y);
  const left = Math.min(...xs, 0) - 110, top = Math.min(...ys, 0) - 40;
  const width = Math.max(Math.max(...xs, 0) + 110 - left, 700), bottom = Math.max(...ys, 0) + 90;
  const height = bottom - top + 18 * caption.length + 20;
  const places = new Map(view.nodes.map((node) => [node.id, node]));
  const links = view.edges.map((edge) => {
    const from = places.get(edge.source), to = places.get(edge.target), dash = dashes(edge);
    if (!from || !to) return "";
    return `<line x1="${from.x}" y1="${from.y}" x2="${to.x}" y2="${to.y}" stroke="${colours.line}"${dash ? ` stroke-dasharray="${dash.join(" ")}"` : ""}><title>${escape(edge.words)}</title></line>`;
  });
  const things = view.nodes.map((node) => {
    const start = node.y + look(node.kind).size + 14;
    const words = lines(node).map((line, at) => `<tspan x="${node.x}" y="${start + 13 * at}">${escape(line)}</tspan>`);
    return `<g><title>${escape(node.label)}</title>${shape(node)}<text text-anchor="middle" font-size="11" fill="${colours.text}">${words.join("")}</text></g>`;
  });
  const notes = caption.map((line, at) => `<text x="${left + 10}" y="${bottom + 18 * at}" font-size="12" fill="${colours.text}">${escape(line)}</text>`);
  const text = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif"><rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${colours.paper}"/>${links.join("")}${things.join("")}${notes.join("")}</svg>`;
  return { text, width, height };
}

export async function png(view: View, caption: string[]): Promise<Blob> {
  const { text, width, height } = svg(view, caption);
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * width, 2 * height];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  return new Promise((keep, fail) => canvas.toBlob((blob) => (blob ? keep(blob) : fail(new Error("no picture"))), "image/png"));
}
