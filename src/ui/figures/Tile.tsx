import type { Picture } from "./PixelCanvas.tsx";
import { PixelCanvas } from "./PixelCanvas.tsx";
import type { PixelMode } from "./pixels.ts";
import styles from "./Tile.module.css";

interface TileProps {
  readonly picture: Picture | null;
  readonly mode?: PixelMode;
  /** A dashed frame: the network or the optimum predicted it. A solid one: it is given. */
  readonly isPredicted?: boolean;
  readonly label: string;
}

/** A square framed picture that fills its column. */
export function Tile({ picture, mode = "image", isPredicted = false, label }: TileProps) {
  return (
    <div className={`${styles.tile} ${isPredicted ? styles.predicted : styles.given}`}>
      {picture && <PixelCanvas picture={picture} mode={mode} label={label} className={styles.canvas} />}
    </div>
  );
}
