// The picture: vis-network draws lines and shapes at the server's places, names and counts are drawn here.

import { DataSet } from "vis-data/esnext";
import { Network, type Options } from "vis-network/esnext";
import { breath } from "./dom";
import { font, placeLabels } from "./labels";
import { basis, corners, dash, ink, look, width, type Node, type View } from "./looks";

type Item = Record<string, unknown> & { id: string };

/** What is marked: the thing or link that the panel tells of, those ticked, and those on the ways that were looked for. */
export interface Marks { chosen: string; ticked: Set<string>; ways: { nodes: string[]; edges: string[] } }

interface Canvas {
  /** Show the view: its things, then its links. */
  draw(view: View, marks: Marks): Promise<void>;
  mark(marks: Marks): void;
  /** Whether the thing lies within what the picture shows just now. */
  shows(node: Node): boolean;
  fit(how: "at once" | "gently"): void;
  /** Move the thing into the middle. */
  centre(node: Node): void;
}

/** What vis-network tells of a thing that is to be drawn. */
interface Drawing { ctx: CanvasRenderingContext2D; x: number; y: number; state: { selected: boolean; hover: boolean } }

/** Draw a thing's shape: filled where it is reviewed, with a strong edge where it is chosen. */
function paint({ ctx, x, y, state }: Drawing, node: Node, colour: string): void {
  const colours = ink();
  ctx.save();
  ctx.beginPath();
  for (const [across, down] of corners(node.kind, x, y, look(node.kind).size)) ctx.lineTo(across, down);
  ctx.closePath();
  ctx.setLineDash([]);
  ctx.lineJoin = "round";
  ctx.fillStyle = node.reviewed ? colour : colours.paper;
  ctx.strokeStyle = state.selected || state.hover ? colours.text : colour;
  ctx.lineWidth = state.selected ? 4 : 2;
  ctx.fill();
  ctx.stroke();
  ctx.restore();
}

const OPTIONS: Options = {
  physics: false,
  interaction: { hover: true, multiselect: false, keyboard: false, tooltipDelay: 150 },
  edges: { smooth: false, arrows: { to: { enabled: true, scaleFactor: 0.4 } }, selectionWidth: 2, hoverWidth: 1 },
  layout: { improvedLayout: false },
};

/** More links than these are not drawn while the picture is moved, so that it follows the hand. */
const MANY_LINKS = 400;
/** With more things than these the picture jumps where it would glide. */
const MANY = 150;

export function makeCanvas(element: HTMLElement, press: (id: string, adds: boolean) => void, drop: (id: string, x: number, y: number) => void): Canvas {
  const nodes = new DataSet<Item>(), edges = new DataSet<Item>();
  const network = new Network(element, { nodes, edges }, OPTIONS);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const gently = (): false | { duration: number; easingFunction: "easeInOutQuad" } => !still.matches && (view?.nodes.length ?? 0) <= MANY && { duration: 350, easingFunction: "easeInOutQuad" };
  let view: View | undefined;
  let marks: Marks = { chosen: "", ticked: new Set(), ways: { nodes: [], edges: [] } };
  let dragged = "";
  let hides = false;

  const canvas = element.querySelector("canvas");
  canvas?.setAttribute("role", "img");
  canvas?.setAttribute("aria-label", "The graph as a picture. The tables show the same, and all that can be done here can be done there.");
  element.querySelector<HTMLElement>(".vis-network")?.removeAttribute("tabindex");

  network.on("click", (event: { nodes: string[]; edges: string[]; event: { srcEvent?: MouseEvent } }) => {
    const { ctrlKey = false, metaKey = false, shiftKey = false } = event.event.srcEvent ?? {};
    press(event.nodes[0] ?? event.edges[0] ?? "", ctrlKey || metaKey || shiftKey);
  });
  network.on("dragStart", (event: { nodes: string[] }) => (dragged = event.nodes[0] ?? ""));
  network.on("dragEnd", (event: { nodes: string[] }) => {
    const id = dragged || event.nodes[0];
    dragged = "";
    if (!id || !event.nodes.length) return;
    const { x, y } = network.getPosition(id);
    drop(id, Math.round(x), Math.round(y));
  });
  network.on("afterDrawing", (context: CanvasRenderingContext2D) => {
    if (view) write(context, view, network.getScale());
  });

  /** Names, counts and marks, over what vis-network has drawn. */
  const write = (context: CanvasRenderingContext2D, shown: View, scale: number): void => {
    const colours = ink();
    const things = shown.nodes.map((node) => (node.id === dragged ? { ...node, ...network.getPosition(node.id) } : node));
    const topLeft = network.DOMtoCanvas({ x: 0, y: 0 }), bottomRight = network.DOMtoCanvas({ x: element.clientWidth, y: element.clientHeight });
    const first = new Set([marks.chosen, ...marks.ticked, ...marks.ways.nodes, ...shown.start]);
    const { labels, badges, size, left } = placeLabels(context, things, scale, first, [topLeft.x, topLeft.y, bottomRight.x, bottomRight.y]);
    element.dataset.unnamed = String(left);
    context.save();
    context.lineJoin = "round";
    for (const node of things) {
      const far = look(node.kind).size + 5;
      context.strokeStyle = colours.strong;
      context.lineWidth = 2;
      if (node.pinned) {
        context.beginPath();
        context.arc(node.x, node.y, far, 0, 2 * Math.PI);
        context.stroke();
      }
    }
    context.textBaseline = "middle";
    context.textAlign = "center";
    for (const node of things.filter((thing) => marks.ticked.has(thing.id))) {
      const far = look(node.kind).size * 0.7, side = size * 1.2, x = node.x - far - side, y = node.y - far - side * 0.7;
      context.fillStyle = colours.strong;
      context.beginPath();
      context.roundRect(x, y, side, side, side * 0.2);
      context.fill();
      context.fillStyle = colours.paper;
      context.font = `700 ${font(size * 0.9)}`;
      context.fillText("✓", x + side / 2, y + side * 0.55);
    }
    for (const { words, x, y, width: wide } of badges) {
      context.fillStyle = colours.paper;
      context.strokeStyle = colours.line;
      context.lineWidth = 1 / scale;
      context.beginPath();
      context.roundRect(x, y, wide, size * 1.2, size * 0.6);
      context.fill();
      context.stroke();
      context.fillStyle = colours.soft;
      context.font = font(size * 0.85);
      context.textAlign = "center";
      context.fillText(words, x + wide / 2, y + size * 0.65);
    }
    context.textBaseline = "top";
    context.strokeStyle = colours.paper;
    context.fillStyle = colours.text;
    context.lineWidth = size * 0.28;
    for (const { node, lines, x, y, align } of labels) {
      context.font = node.id === marks.chosen || shown.start.includes(node.id) ? `600 ${font(size * 0.97)}` : font(size);
      context.textAlign = align;
      lines.forEach((line, at) => {
        context.strokeText(line, x, y + at * size * 1.2);
        context.fillText(line, x, y + at * size * 1.2);
      });
    }
    context.restore();
  };

  const select = (): void => {
    const shown = new Set([...(view?.nodes ?? []), ...(view?.edges ?? [])].map((item) => item.id));
    const isNode = nodes.get(marks.chosen) !== null;
    const chosen = shown.has(marks.chosen);
    network.setSelection({
      nodes: chosen ? (isNode ? [marks.chosen] : []) : marks.ways.nodes.filter((id) => shown.has(id)),
      edges: chosen ? (isNode ? [] : [marks.chosen]) : marks.ways.edges.filter((id) => shown.has(id)),
    }, { highlightEdges: chosen });
  };

  return {
    async draw(wanted: View, marked: Marks): Promise<void> {
      view = wanted;
      marks = marked;
      const colours = ink();
      const many = view.edges.length > MANY_LINKS;
      if (many !== hides) network.setOptions({ interaction: { hideEdgesOnDrag: many, hideEdgesOnZoom: many } });
      hides = many;
      update(nodes, wanted.nodes.map((node) => {
        const { colour, size } = look(node.kind);
        return {
          id: node.id, x: node.x, y: node.y, shape: "custom", size, title: `${node.label} (${node.words})`, looks: [node.kind, node.reviewed, colour],
          ctxRenderer: (drawing: Drawing) => ({ drawNode: () => paint(drawing, node, colour), nodeDimensions: { width: 2 * size, height: 2 * size } }),
        };
      }));
      await breath();
      if (view !== wanted) return;
      update(edges, wanted.edges.map((edge) => ({
        id: edge.id, from: edge.source, to: edge.target, dashes: dash(edge).length ? dash(edge) : false, width: width(edge),
        arrows: edge.basis === "grouped" ? "" : "to", title: `${edge.words} (${basis(edge)})`,
        color: { color: colours.line, opacity: 0.75, highlight: colours.strong, hover: colours.strong },
      })));
      select();
    },
    mark(marked: Marks): void {
      marks = marked;
      select();
      network.redraw();
    },
    shows(node: Node): boolean {
      const { x, y } = network.canvasToDOM({ x: node.x, y: node.y });
      return x > 0 && y > 0 && x < element.clientWidth && y < element.clientHeight;
    },
    fit(how: "at once" | "gently"): void {
      const xs = view?.nodes.map((node) => node.x) ?? [], ys = view?.nodes.map((node) => node.y) ?? [];
      if (!xs.length) return;
      const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
      // Names reach beyond their things: to both sides and, more, below.
      const across = Math.min(90, element.clientWidth / 8), above = 36, below = 68;
      const room = { width: element.clientWidth - 2 * across, height: element.clientHeight - above - below };
      const scale = Math.min(1.2, room.width / Math.max(right - left, 1), room.height / Math.max(bottom - top, 1));
      network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 + (below - above) / 2 / scale }, scale, animation: how === "gently" && gently() });
    },
    centre(node: Node): void {
      network.moveTo({ position: { x: node.x, y: node.y }, animation: gently() });
    },
  };
}

const drawn = new WeakMap<DataSet<Item>, Map<string, string>>();

/** Only what differs is touched, so that nothing else moves and a large picture is not drawn anew for a small step. */
function update(set: DataSet<Item>, wanted: Item[]): void {
  const before = drawn.get(set) ?? new Map<string, string>();
  const after = new Map(wanted.map((item) => [item.id, JSON.stringify(item)]));
  drawn.set(set, after);
  set.remove([...before.keys()].filter((id) => !after.has(id)));
  set.update(wanted.filter((item) => before.get(item.id) !== after.get(item.id)));
}
