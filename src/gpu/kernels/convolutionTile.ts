/** How a convolution spreads over threads. All tiles compute the same; machines differ in which is the fastest. */
export interface Tile {
  readonly name: "registers" | "quads";
  /** Feature of the device that the tile asks for. */
  readonly needs: "subgroups" | null;
}

/**
 * Eight pixels by sixteen channels in the registers of each thread, no workgroup memory, no barriers. On a software adapter a
 * number loaded costs as much as fourteen multiply-adds, so nothing else matters than how often each is used.
 */
export const registers: Tile = { name: "registers", needs: null };

/** The same where four neighbouring threads share what they load of the weights. Neighbours have to be a quad of a subgroup. */
export const quads: Tile = { name: "quads", needs: "subgroups" };

export const tiles: readonly Tile[] = [registers, quads];
