import { useMemo } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { gatherImages } from "#data/batch.ts";
import type { Dataset } from "#data/dataset.ts";
import { datasets } from "#data/datasets/index.ts";
import { resizeDataset } from "#data/resize.ts";
import { mean } from "#math/statistics.ts";
import { FigureHead } from "../figures/FigureHead.tsx";
import { Provenance } from "../figures/Provenance.tsx";
import { Tile } from "../figures/Tile.tsx";
import { useDenoise } from "../rooms/denoiseContext.ts";
import type { DenoiseView } from "../rooms/denoiseContext.ts";
import { frameValues } from "../rooms/framePicture.ts";
import { LoadFailed } from "../rooms/LoadFailed.tsx";
import { nearestPicture } from "../rooms/nearestPicture.ts";
import { useTrainingPictures } from "../rooms/useTrainingPictures.ts";
import { useFormat } from "../state/useFormat.ts";
import { useScheduleOf } from "../state/useSchedule.ts";
import { useThrottled } from "../state/useThrottled.ts";
import styles from "./DenoiseNearest.module.css";
import { definePanel } from "./panel.ts";

/** Shortest time between two searches through the training pictures, so that the playhead moves smoothly. */
const SEARCH_EVERY_MS = 80;
const UNKNOWN = "–";

/** The training picture that the bet looks most like, and where the next step is drawn from. */
function DenoiseNearest() {
  const { t } = useTranslation();
  const view = useDenoise();
  return (
    <>
      <FigureHead number="3.3" title={t("denoise.nearest")} />
      {view && <Nearest view={view} />}
      {view && <Posterior view={view} />}
    </>
  );
}

function Nearest({ view }: { readonly view: DenoiseView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { process, frame, sample } = useThrottled(view, SEARCH_EVERY_MS);
  const { request, size, channels, schedule: chosen } = process.start;
  const { dataset: original, indices, error, retry } = useTrainingPictures(request);
  const schedule = useScheduleOf(chosen);
  // A network from files may have been trained on pictures that are not here, whatever they are called.
  const isHere = datasets.has(request.dataset) && (!original || isLike(original, size, channels));
  const dataset = useMemo(
    () => (original && isHere ? resizeDataset(original, size) : null),
    [original, isHere, size],
  );
  const nearest = useMemo(
    () => dataset && schedule && nearestPicture(dataset, indices, schedule, frame, sample),
    [dataset, indices, schedule, frame, sample],
  );
  const picture = useMemo(
    () =>
      dataset &&
      nearest && { pixels: gatherImages(dataset, [nearest.index]), size, channels: dataset.channels },
    [dataset, nearest, size],
  );
  if (!isHere) return <p>{t("bring.noPictures")}</p>;
  if (error) return <LoadFailed message={error} onRetry={retry} />;
  return (
    <div className={styles.nearest}>
      <div className={styles.picture}>
        <Tile picture={picture} label={t("denoise.nearest")} />
        <Provenance source={{ kind: "data" }} />
      </div>
      <dl className={styles.numbers}>
        <Row name={t("denoise.distance")}>{nearest ? format.decimal(nearest.distance) : UNKNOWN}</Row>
        <Row name={t("denoise.weight")}>
          {nearest?.weight == null ? UNKNOWN : format.percent(nearest.weight)}
        </Row>
      </dl>
    </div>
  );
}

function isLike(dataset: Dataset, size: number, channels: number): boolean {
  return dataset.size >= size && dataset.channels === channels;
}

/** Mean and standard deviation of what x_s is drawn from; at t = 0 nothing is drawn any more. */
function Posterior({ view }: { readonly view: DenoiseView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { frame, sample } = view;
  const { weights } = frame;
  const drawnFrom =
    weights.xt * mean(frameValues(frame, "xt", sample)) +
    weights.x0Hat * mean(frameValues(frame, "x0Hat", sample));
  const isOver = frame.t === 0;
  return (
    <dl className={`${styles.numbers} ${styles.posterior}`}>
      <Row name={t("denoise.posteriorMean")}>{isOver ? UNKNOWN : format.decimal(drawnFrom)}</Row>
      <Row name={t("denoise.posteriorStd")}>{isOver ? UNKNOWN : format.decimal(weights.z)}</Row>
    </dl>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export default definePanel({
  id: "denoiseNearest",
  room: "denoise",
  place: "marginScore",
  order: 40,
  Component: DenoiseNearest,
});
