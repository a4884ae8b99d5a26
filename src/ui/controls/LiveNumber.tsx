import { useRef } from "react";
import type { PointerEvent } from "react";
import styles from "./LiveNumber.module.css";

interface LiveNumberProps {
  readonly text: string;
  readonly tone?: "signal" | "noise" | "model";
  /** Makes the number a handle: dragging it sideways calls back with the change in units. */
  readonly drag?: {
    readonly value: number;
    readonly unitsPerPixel: number;
    onChange(value: number): void;
  };
}

/** A number in a sentence that follows the state; a dashed underline says that it can be dragged. */
export function LiveNumber({ text, tone, drag }: LiveNumberProps) {
  const grip = useRef<{ x: number; value: number } | null>(null);
  const classes = [styles.live, tone && styles[tone], drag && styles.drag].filter(Boolean).join(" ");
  if (!drag) return <span className={classes}>{text}</span>;
  const follow = (event: PointerEvent) => {
    if (grip.current)
      drag.onChange(grip.current.value + (event.clientX - grip.current.x) * drag.unitsPerPixel);
  };
  return (
    <span
      className={classes}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        grip.current = { x: event.clientX, value: drag.value };
      }}
      onPointerMove={follow}
      onPointerUp={() => (grip.current = null)}
      onPointerCancel={() => (grip.current = null)}
    >
      {text}
    </span>
  );
}
