import { useMemo } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Snapshot } from "#store/session.ts";
import { Var } from "../maths/Symbols.tsx";
import { useFormat } from "../state/useFormat.ts";
import { useTileCount } from "../state/useTileCount.ts";
import { FilmStrip } from "./FilmStrip.tsx";
import styles from "./SnapshotStrips.module.css";
import { pictureOf, snapshotNear } from "./snapshots.ts";

interface SnapshotStripsProps {
  readonly snapshots: readonly Snapshot[];
  readonly sample: number;
  /** Looked-at step and last step of the axis. */
  readonly step: number;
  readonly max: number;
  onSeek(step: number): void;
}

/** Strips in sight: of the timesteps that snapshots keep, these last ones, down to the finished picture. */
const ROWS = 2;

/** One sample as the network drew it at each stage of training: on the way, and finished. */
export function SnapshotStrips({ snapshots, sample, step, max, onSeek }: SnapshotStripsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const count = useTileCount();
  const timesteps = snapshots[0]?.timesteps ?? noTimesteps;
  const hidden = Math.max(0, timesteps.length - ROWS);
  const strips = useMemo(
    () =>
      timesteps.slice(hidden).map((_, row) =>
        Array.from({ length: count }, (__, place) => {
          const position = place / (count - 1);
          const snapshot = snapshotNear(snapshots, position * max, max / (count - 1) / 2);
          const label = t("learn.sampleAt", {
            n: sample + 1,
            step: format.whole(Math.round(position * max)),
          });
          return {
            position,
            picture: snapshot && pictureOf(snapshot, hidden + row, sample),
            label,
            isFuture: !snapshot,
          };
        }),
      ),
    [snapshots, timesteps, hidden, sample, max, count, t, format],
  );
  return (
    <div className={styles.strips}>
      {strips.map((tiles, row) => (
        <FilmStrip
          key={row}
          tiles={tiles}
          position={step / max}
          rowLabel={rowLabel(timesteps[hidden + row])}
          onSeek={(position) => onSeek(position * max)}
        />
      ))}
    </div>
  );

  function rowLabel(timestep: number | null | undefined): ReactNode {
    if (typeof timestep !== "number") return null;
    return (
      <span className={styles.timestep}>
        <Var>t</Var> {format.whole(timestep)}
      </span>
    );
  }
}

/** Before the first snapshot: two strips of empty frames. */
const noTimesteps: readonly (number | null)[] = [null, null];
