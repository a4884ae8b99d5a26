/** How a convolution spreads over threads. All tiles compute the same; machines differ in which is the fastest. */
export type Tile = RegisterTile | WorkgroupTile;

/** Each thread has all that it needs in registers and waits for no other. */
export interface RegisterTile {
  readonly name: string;
  readonly kind: "registers";
  /** Threads of a workgroup; few, so that small images still occupy all cores. */
  readonly threads: number;
  /** Neighbouring pixels of a row that a thread computes at most. */
  readonly pixels: 8 | 16;
  /** Groups of four channels that a thread computes at most. */
  readonly groups: 2 | 4;
  /** Whether threads four by four share the weights that they load; needs the device's feature `subgroups`. */
  readonly shares: boolean;
}

/** The threads of a workgroup load and share what all of them need. */
export interface WorkgroupTile {
  readonly name: string;
  readonly kind: "workgroup";
}

/** For adapters in software, where a number loaded costs as much as fourteen multiply-adds: each is used as often as possible. */
export const fatTile: RegisterTile = {
  name: "fat",
  kind: "registers",
  threads: 4,
  pixels: 16,
  groups: 2,
  shares: false,
};

/** The same with a quarter of the loads of weights. */
export const quadTile: RegisterTile = {
  name: "quad",
  kind: "registers",
  threads: 4,
  pixels: 8,
  groups: 4,
  shares: true,
};

/** For GPUs. */
export const workgroupTile: WorkgroupTile = { name: "workgroup", kind: "workgroup" };

export const tiles: readonly Tile[] = [fatTile, quadTile, workgroupTile];
