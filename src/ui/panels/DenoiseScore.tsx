import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { at } from "#math/at.ts";
import type { DenoisedFrame } from "#store/session.ts";
import { CurveChart, linePath } from "../figures/CurveChart.tsx";
import type { ChartArea } from "../figures/CurveChart.tsx";
import { FigureHead } from "../figures/FigureHead.tsx";
import { freePlace } from "../figures/labelPlace.ts";
import type { LabelPlace, Point } from "../figures/labelPlace.ts";
import { Provenance } from "../figures/Provenance.tsx";
import { FilmStrip } from "../figures/FilmStrip.tsx";
import { X0Hat, Xt } from "../maths/Symbols.tsx";
import { betChanges } from "../rooms/betChange.ts";
import { useDenoise } from "../rooms/denoiseContext.ts";
import type { DenoiseView } from "../rooms/denoiseContext.ts";
import { frameSource } from "../rooms/frameSource.ts";
import { framePicture } from "../rooms/framePicture.ts";
import { useTrainingPictures } from "../rooms/useTrainingPictures.ts";
import { useApp, useAppState } from "../state/appContext.tsx";
import { axisOf } from "../state/axis.ts";
import { timestepNearest } from "../state/reverseProcess.ts";
import { useFormat } from "../state/useFormat.ts";
import { useTileCount } from "../state/useTileCount.ts";
import styles from "./DenoiseScore.module.css";
import { definePanel } from "./panel.ts";

/** How the bet narrows down on the way back, and x_t and the bet at eleven moments of it. */
function DenoiseScore() {
  const { t } = useTranslation();
  const view = useDenoise();
  const request = useAppState(({ session }) => session.sampling?.start.request);
  const isExact = request?.denoiser !== "ema" && request?.denoiser !== "network";
  return (
    <>
      <FigureHead number="3.2" title={t(isExact ? "denoise.inPlay" : "denoise.betChange")}>
        {request?.start && <span>{t("denoise.branchedAt", { t: request.start.t })}</span>}
        {!request?.start && isExact && <span className={styles.fact}>{t("learn.logScale")}</span>}
        {view && <Provenance source={frameSource(view.frame)} />}
      </FigureHead>
      {view ? (
        <Chart view={view} isExact={isExact} />
      ) : (
        <CurveChart label={t("denoise.inPlay")}>{() => null}</CurveChart>
      )}
      <div className={styles.strips}>
        <Strip part="xt" />
        <Strip part="x0Hat" />
      </div>
    </>
  );
}

function Chart({ view, isExact }: { readonly view: DenoiseView; readonly isExact: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { process, frame, sample } = view;
  const { frames, start } = process;
  const values = useMemo(
    () => (isExact ? picturesInPlay(frames, sample) : betChanges(frames, sample)),
    [frames, sample, isExact],
  );
  const largest = values.reduce((a, b) => Math.max(a, b), 0);
  const pictures = useTrainingPictures(start.request).indices.length || start.request.pictures;
  const height = (value: number) =>
    isExact ? Math.log(Math.max(1, value)) / Math.log(Math.max(2, pictures)) : value / (largest || 1);
  const value = values[frames.indexOf(frame)] ?? 0;
  const points = (area: ChartArea) =>
    frames.map(({ t }, k): Point => [area.x(t / start.schedule.T), area.y(height(at(values, k)))]);
  const text = format.decimal(value, !isExact ? 3 : value < 10 ? 1 : 0);
  const label = isExact
    ? t("denoise.inPlayLabel", { t: frame.t, value: text, pictures: format.whole(pictures) })
    : t("denoise.betChangeLabel", { t: frame.t, value: text });
  return (
    <CurveChart
      label={label}
      topText={isExact ? format.whole(pictures) : largest > 0 ? format.decimal(largest, 2) : ""}
      bottomText={isExact ? "1" : "0"}
    >
      {(area) => (
        <>
          <Curve area={area} points={points(area)} />
          {start.request.start && <BranchMark area={area} place={start.request.start.t / start.schedule.T} />}
          <Marker
            area={area}
            place={frame.t / start.schedule.T}
            height={height(value)}
            text={text}
            curve={points(area)}
          />
        </>
      )}
    </CurveChart>
  );
}

interface CurveProps {
  readonly area: ChartArea;
  /** In pixels. */
  readonly points: readonly Point[];
}

function Curve({ area, points }: CurveProps) {
  const line = linePath(points);
  const [right, left] = [points.at(0)?.[0] ?? 0, points.at(-1)?.[0] ?? 0];
  return (
    <>
      <path className={styles.area} d={`${line}L${left} ${area.y(0)}L${right} ${area.y(0)}Z`} />
      <path className={styles.line} d={line} />
    </>
  );
}

interface MarkerProps {
  readonly area: ChartArea;
  readonly place: number;
  readonly height: number;
  readonly text: string;
  readonly curve: readonly Point[];
}

/** The value at the playhead, beside the dot where the curve does not strike it, and never outside the chart. */
function Marker({ area, place, height, text, curve }: MarkerProps) {
  const [x, y] = [area.x(place), area.y(height)];
  const high = Math.max(y - 6, area.fontSize);
  const higher = Math.max(high - 1.2 * area.fontSize, area.fontSize);
  const low = Math.min(y + area.fontSize + 4, area.y(0) - 3);
  const beside = (distance: number, anchor: LabelPlace["anchor"]) =>
    [
      { x: x + distance, y: high, anchor },
      { x: x + distance, y: higher, anchor },
      { x: x + distance, y: low, anchor },
    ] as const;
  const left = beside(-11, "end");
  const right = beside(11, "start");
  const places = place < 0.15 ? right : place > 0.85 ? left : ([...left, ...right] as const);
  const spot = freePlace(places, text, area.fontSize, [curve]);
  return (
    <>
      <circle className={styles.dot} cx={x} cy={y} r={5} />
      <text className={styles.value} x={spot.x} y={spot.y} textAnchor={spot.anchor}>
        {text}
      </text>
    </>
  );
}

/** Where a branch left its trunk: a triangle on the axis's upper line. */
function BranchMark({ area, place }: { readonly area: ChartArea; readonly place: number }) {
  const [x, top] = [area.x(place), area.y(1)];
  return (
    <>
      <path className={styles.branchLine} d={`M${x} ${top}V${area.y(0)}`} />
      <path className={styles.branch} d={`M${x - 6} ${top - 5}h12l-6 9z`} />
    </>
  );
}

/** One row of pictures; places that the process has not reached yet are empty frames. */
function Strip({ part }: { readonly part: "xt" | "x0Hat" }) {
  const { t } = useTranslation();
  const { commands } = useApp();
  const view = useDenoise();
  const T = useAppState((state) => axisOf(state).max);
  const position = useAppState((state) => axisOf(state).value / axisOf(state).max);
  const count = useTileCount();
  const process = view?.process;
  const sample = view?.sample ?? 0;
  const tiles = useMemo(
    () =>
      Array.from({ length: count }, (_, k) => {
        const place = k / (count - 1);
        const planned = process ? timestepNearest(process, place * T) : Math.round(place * T);
        const frame = process?.frames.find((other) => other.t === planned);
        return {
          position: place,
          picture: frame ? framePicture(frame, part, sample) : null,
          label: t(frame ? tileLabels[part] : "figure.notYet", { t: planned }),
        };
      }),
    [process, sample, part, count, T, t],
  );
  return (
    <FilmStrip
      tiles={tiles}
      position={position}
      rowLabel={part === "xt" ? <Xt /> : <X0Hat />}
      onSeek={(place) => commands.seek(place * T)}
    />
  );
}

const tileLabels = { xt: "figure.xtAt", x0Hat: "figure.x0HatAt" } as const;

/** How many training pictures share one sample's bet; at t = 0, where nothing is weighed, as many as just before. */
function picturesInPlay(frames: readonly DenoisedFrame[], sample: number): number[] {
  let last = 1;
  return frames.map((frame) => (last = frame.t === 0 ? last : (frame.picturesInPlay?.[sample] ?? last)));
}

export default definePanel({
  id: "denoiseScore",
  room: "denoise",
  place: "score",
  order: 30,
  Component: DenoiseScore,
});
