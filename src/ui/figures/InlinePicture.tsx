import styles from "./InlinePicture.module.css";
import type { Picture } from "./PixelCanvas.tsx";
import { PixelCanvas } from "./PixelCanvas.tsx";
import type { PixelMode } from "./pixels.ts";

/** A picture in a sentence, where the word for it would stand. */
export function InlinePicture({
  picture,
  mode = "image",
}: {
  readonly picture: Picture;
  readonly mode?: PixelMode;
}) {
  return (
    <span className={styles.inline}>
      <PixelCanvas picture={picture} mode={mode} className={styles.canvas} />
    </span>
  );
}
