import type { ConvolutionShape } from "./convolution.ts";
import type { Epilogue } from "./convolutionRegisters.ts";
import { workgroupGrid } from "./grid.ts";
import type { BufferSpec, Launch, ParamType } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import type { ProductTile } from "./productTile.ts";
import { fetches, multiplyTiles, productTile, rowOf, threadsOf, tileMemory } from "./productTile.ts";
import { range } from "./unroll.ts";
import { vectorOf } from "./vector.ts";

/** Sizes of a convolution as parameters; see `geometryOf`. */
export const geometryTypes = {
  height: "i32",
  width: "i32",
  channelsIn: "i32",
  outHeight: "i32",
  outWidth: "i32",
  channelsOut: "i32",
  pixels: "i32",
  padTop: "i32",
  padLeft: "i32",
} as const satisfies Record<string, ParamType>;

/** A convolution as a product of matrices: pixels by channels, tap after tap. */
export function tiledConvolution(shape: ConvolutionShape, epilogue: Epilogue): Launch {
  const { kernel, channelsIn, channelsOut } = shape;
  const pixels = shape.batch * shape.outHeight * shape.outWidth;
  const tile = productTile(pixels, channelsOut, channelsIn);
  const [from, to] = [vectorOf(channelsIn), vectorOf(channelsOut)];
  const source = sourceOf(shape);
  const buffers: Record<string, BufferSpec> = {
    y: write(to.element),
    x: read(from.element),
    weight: read(to.element),
    ...(epilogue.bias ? { bias: read(to.element) } : {}),
    ...(epilogue.perImage ? { perImage: read(to.element) } : {}),
    ...(epilogue.addend ? { addend: read(to.element) } : {}),
  };
  const added = (at: string, channel: string) =>
    [
      ...(epilogue.bias ? [` + bias[${channel}]`] : []),
      ...(epilogue.perImage ? [` + perImage[pixel / pixelsOfImage * channels + ${channel}]`] : []),
      ...(epilogue.addend ? [` + addend[${at}]`] : []),
    ].join("");
  return {
    shader: shader({
      name: "convolution",
      buffers,
      params: geometryTypes,
      workgroupSize: [threadsOf(tile), 1, 1],
      declarations: /* wgsl */ `
${tileMemory("tileA", "along", tile.rows, tile.depth)}
${tileMemory("tileB", "across", tile.columns, tile.depth)}
${vectorAt("xAt", "x", from.width)}
${vectorAt("weightAt", "weight", to.width)}`,
      body: /* wgsl */ `
  let firstRow = i32(group.x + group.y * groups.x) * ${tile.rows};
  let firstColumn = i32(group.z) * ${tile.columns};
  ${begin(tile)}
  let pixelsOfImage = params.outHeight * params.outWidth;
  ${fetches(tile, "along", tile.rows, ({ r, line }) => decode(r, line, "params.outHeight", "params.outWidth"))}
  for (var tapY = 0; tapY < ${kernel}; tapY++) {
  for (var tapX = 0; tapX < ${kernel}; tapX++) {
    ${fetches(
      tile,
      "along",
      tile.rows,
      ({ r }) => /* wgsl */ `
    let sourceY${r} = ${source(`y${r}`, "Y - params.padTop")};
    let sourceX${r} = ${source(`x${r}`, "X - params.padLeft")};
    ${placed(r, "params.height", "params.width", "params.channelsIn", "")}`,
    )}
    for (var first = 0; first < params.channelsIn; first += ${tile.depth}) {
      workgroupBarrier();
      ${fetches(tile, "along", tile.rows, ({ r, term, at }) => `tileA[${at}] = xAt(start${r} + first + ${term}, select(0, params.channelsIn - first - ${term}, isThere${r}));`)}
      ${fetches(tile, "across", tile.columns, ({ line, term, at }) => `tileB[${at}] = weightAt(((tapY * ${kernel} + tapX) * params.channelsIn + first + ${term}) * params.channelsOut + firstColumn + ${line}, select(0, params.channelsOut - firstColumn - ${line}, first + ${term} < params.channelsIn));`)}
      workgroupBarrier();
      ${multiplyTiles(tile, "along", "across")}
    }
  } }
  let channels = params.channelsOut / ${to.width};
  let firstChannel = (firstColumn + 4 * tx) / ${to.width};
  ${range(tile.rowsPerThread)
    .map((r) => {
      const stores = range(4 / to.width).map((c) => {
        const value = to.width === 4 ? `sum${r}` : `sum${r}[${c}]`;
        const at = `pixel * channels + firstChannel + ${c}`;
        return `if (firstChannel + ${c} < channels) { y[${at}] = ${value}${added(at, `firstChannel + ${c}`)}; }`;
      });
      return /* wgsl */ `
  { let pixel = firstRow + ${rowOf(tile, "along", r)};
    if (pixel < params.pixels) { ${stores.join(" ")} } }`;
    })
    .join("")}`,
    }),
    params: geometryOf(shape, pixels),
    workgroups: workgroupGrid(Math.ceil(pixels / tile.rows), Math.ceil(channelsOut / tile.columns)),
  };
}

/** The gradient by the input likewise: pixels of dx by channels of x. */
export function tiledInputGradient(shape: ConvolutionShape, addend: boolean): Launch {
  const { kernel, stride, upsampled, channelsIn, channelsOut } = shape;
  const pixels = shape.batch * shape.height * shape.width;
  const tile = productTile(pixels, channelsIn, channelsOut);
  const to = vectorOf(channelsOut);
  // Both copies of an upsampled pixel in both directions, each with all taps.
  const copies = upsampled ? 2 : 1;
  const met = (place: string, tap: string, padding: string) =>
    upsampled
      ? `2 * ${place} + ${tap} / ${kernel} + ${padding} - ${tap} % ${kernel}`
      : `${place} + ${padding} - ${tap}`;
  return {
    shader: shader({
      name: "convolutionInputGradient",
      buffers: {
        dx: write("f32"),
        dy: read(to.element),
        weight: read(to.element),
        ...(addend ? { addend: read("f32") } : {}),
      },
      params: geometryTypes,
      workgroupSize: [threadsOf(tile), 1, 1],
      declarations: /* wgsl */ `
${tileMemory("tileA", "along", tile.rows, tile.depth)}
${tileMemory("tileB", "along", tile.columns, tile.depth)}
${vectorAt("dyAt", "dy", to.width)}
${vectorAt("weightAt", "weight", to.width)}`,
      body: /* wgsl */ `
  let firstRow = i32(group.x + group.y * groups.x) * ${tile.rows};
  let firstColumn = i32(group.z) * ${tile.columns};
  ${begin(tile)}
  ${fetches(tile, "along", tile.rows, ({ r, line }) => decode(r, line, "params.height", "params.width"))}
  for (var tapY = 0; tapY < ${copies * kernel}; tapY++) {
  for (var tapX = 0; tapX < ${copies * kernel}; tapX++) {
    let tap = tapY % ${kernel} * ${kernel} + tapX % ${kernel};
    ${fetches(
      tile,
      "along",
      tile.rows,
      ({ r }) => /* wgsl */ `
    let metY${r} = ${met(`y${r}`, "tapY", "params.padTop")};
    let metX${r} = ${met(`x${r}`, "tapX", "params.padLeft")};
    let sourceY${r} = ${stride === 2 ? `metY${r} >> 1u` : `metY${r}`};
    let sourceX${r} = ${stride === 2 ? `metX${r} >> 1u` : `metX${r}`};
    ${placed(r, "params.outHeight", "params.outWidth", "params.channelsOut", stride === 2 ? ` & (((metY${r} | metX${r}) & 1) == 0)` : "")}`,
    )}
    for (var first = 0; first < params.channelsOut; first += ${tile.depth}) {
      workgroupBarrier();
      ${fetches(tile, "along", tile.rows, ({ r, term, at }) => `tileA[${at}] = dyAt(start${r} + first + ${term}, select(0, params.channelsOut - first - ${term}, isThere${r}));`)}
      ${fetches(tile, "along", tile.columns, ({ line, term, at }) => `tileB[${at}] = weightAt((tap * params.channelsIn + firstColumn + ${line}) * params.channelsOut + first + ${term}, select(0, params.channelsOut - first - ${term}, firstColumn + ${line} < params.channelsIn));`)}
      workgroupBarrier();
      ${multiplyTiles(tile, "along", "along")}
    }
  } }
  ${range(tile.rowsPerThread)
    .map((r) => {
      const stores = range(4).map((c) => {
        const channel = `firstColumn + tx + ${(c * tile.columns) / 4}`;
        const at = `pixel * params.channelsIn + ${channel}`;
        return `if (${channel} < params.channelsIn) { dx[${at}] = sum${r}[${c}]${addend ? ` + addend[${at}]` : ""}; }`;
      });
      return /* wgsl */ `
  { let pixel = firstRow + ${rowOf(tile, "along", r)};
    if (pixel < params.pixels) { ${stores.join(" ")} } }`;
    })
    .join("")}`,
    }),
    params: geometryOf(shape, pixels),
    workgroups: workgroupGrid(Math.ceil(pixels / tile.rows), Math.ceil(channelsIn / tile.columns)),
  };
}

/** WGSL: a function for the four floats from `start` on, of which `count` are there; zeros stand for the others. */
export function vectorAt(name: string, buffer: string, width: 1 | 4): string {
  const floats = range(4).map((t) => `select(0.0, ${buffer}[start + ${t}], ${t} < count)`);
  const value =
    width === 4 ? `select(vec4f(), ${buffer}[start / 4], 0 < count)` : `vec4f(${floats.join(", ")})`;
  return `fn ${name}(start: i32, count: i32) -> vec4<f32> { return ${value}; }`;
}

/** WGSL: the place of a thread in its tile, and its sums. */
export function begin(tile: ProductTile): string {
  return /* wgsl */ `
  let tx = i32(lane) % ${tile.columns / 4};
  let ty = i32(lane) / ${tile.columns / 4};
  ${range(tile.rowsPerThread)
    .map((r) => `var sum${r} = vec4f();`)
    .join(" ")}`;
}

function decode(r: number, line: string, height: string, width: string): string {
  return /* wgsl */ `
  let pixel${r} = firstRow + ${line};
  let x${r} = pixel${r} % ${width};
  let y${r} = pixel${r} / ${width} % ${height};
  let image${r} = pixel${r} / (${width} * ${height});`;
}

function placed(r: number, height: string, width: string, channels: string, condition: string): string {
  return /* wgsl */ `
    let isThere${r} = (pixel${r} < params.pixels) & (sourceY${r} >= 0) & (sourceY${r} < ${height}) & (sourceX${r} >= 0) & (sourceX${r} < ${width})${condition};
    let start${r} = ((image${r} * ${height} + sourceY${r}) * ${width} + sourceX${r}) * ${channels};`;
}

/** WGSL: the row or column of x that a place of y meets through a tap; `padding` is `Y - params.padTop`, or the same of X. */
export function sourceOf({ stride, upsampled }: ConvolutionShape) {
  return (place: string, padding: string) =>
    upsampled ? `(${place} + tap${padding}) >> 1u` : `${place} * ${stride} + tap${padding}`;
}

/** @param pixels of all images that the product runs over. */
export function geometryOf(shape: ConvolutionShape, pixels: number) {
  const { height, width, channelsIn, outHeight, outWidth, channelsOut, padTop, padLeft } = shape;
  return { height, width, channelsIn, outHeight, outWidth, channelsOut, pixels, padTop, padLeft };
}
