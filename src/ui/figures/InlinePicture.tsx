import type { ReactNode } from "react";
import styles from "./InlinePicture.module.css";
import type { Picture } from "./PixelCanvas.tsx";
import { PixelCanvas } from "./PixelCanvas.tsx";
import type { PixelMode } from "./pixels.ts";

interface InlinePictureProps {
  readonly picture: Picture;
  readonly mode?: PixelMode;
  /** Punctuation that must not begin the next line. */
  readonly children?: ReactNode;
}

/** A picture in a sentence, where the word for it would stand. */
export function InlinePicture({ picture, mode = "image", children }: InlinePictureProps) {
  return (
    <span className={styles.unbroken}>
      <span className={styles.inline}>
        <PixelCanvas picture={picture} mode={mode} className={styles.canvas} />
      </span>
      {children}
    </span>
  );
}
