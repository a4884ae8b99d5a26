import { RefreshCw } from "lucide-react";
import { useCallback, useMemo } from "react";
import { Trans, useTranslation } from "react-i18next";
import { gatherImages } from "#data/batch.ts";
import { qSampleWeights } from "#diffusion/forward.ts";
import { Button } from "../controls/Button.tsx";
import { DatasetPicker } from "../controls/DatasetPicker.tsx";
import { LiveNumber } from "../controls/LiveNumber.tsx";
import { Segments } from "../controls/Segments.tsx";
import { InlinePicture } from "../figures/InlinePicture.tsx";
import { Eps, Maths, Xt } from "../maths/Symbols.tsx";
import { useApp, useAppState } from "../state/appContext.tsx";
import { useHighlights } from "../state/useDataset.ts";
import { useFormat } from "../state/useFormat.ts";
import { useLabel } from "../state/useLabel.ts";
import { useLesson } from "../state/useLesson.ts";
import { useSchedule } from "../state/useSchedule.ts";
import styles from "./Controls.module.css";
import { ForwardProcess } from "./forwardProcess.ts";
import { LoadFailed } from "./LoadFailed.tsx";
import { NoiseContext } from "./noiseContext.ts";
import type { NoiseView } from "./noiseContext.ts";
import { RoomLayout } from "./RoomLayout.tsx";
import { ScheduleSettings } from "./ScheduleSettings.tsx";

/** Forward process, q. Needs no model and no GPU. */
export function NoiseRoom() {
  const { t } = useTranslation();
  const { commands, store } = useApp();
  const label = useLabel();
  const lesson = useLesson();
  const { set, path } = useAppState(({ choices }) => choices);
  const load = useHighlights(set);
  const view = useNoiseView(load.dataset);
  const note = lesson.note ? label(lesson.note) : t(path === "walk" ? "noise.noteWalk" : "noise.note");
  return (
    <NoiseContext value={view}>
      <RoomLayout
        room="noise"
        title={t("noise.title")}
        lead={
          load.error ? <LoadFailed message={load.error} onRetry={load.retry} /> : view && <Lead view={view} />
        }
        note={{ kind: "lesson", text: note }}
        controls={
          <>
            <DatasetPicker />
            <div>
              <div className={styles.label}>
                <span>
                  {t("noise.reach")}{" "}
                  <Maths label="x t">
                    <Xt />
                  </Maths>
                </span>
                <ScheduleSettings />
              </div>
              <Segments
                label={t("noise.reach")}
                value={path}
                options={[
                  { value: "jump", label: t("noise.jump") },
                  { value: "walk", label: t("noise.walk") },
                ]}
                onChange={(value) => store.choose({ path: value })}
              />
            </div>
            <Button onClick={commands.newNoise}>
              <RefreshCw /> {t("noise.newNoise")} <Eps /> <kbd>N</kbd>
            </Button>
          </>
        }
      />
    </NoiseContext>
  );
}

function Lead({ view }: { readonly view: NoiseView }) {
  const format = useFormat();
  const { commands } = useApp();
  const { schedule, process, t, picture } = view;
  const values = { T: format.whole(schedule.T) };
  return (
    <Trans
      i18nKey="noise.lead"
      values={values}
      components={{
        x0: <InlinePicture picture={picture(process.x0)} />,
        eps: <InlinePicture picture={picture(process.noiseIn(t))} mode="diverging" />,
        xt: <InlinePicture picture={picture(view.xt)} />,
        t: (
          <LiveNumber
            text={format.whole(t)}
            drag={{ value: t, unitsPerPixel: schedule.T / 500, onChange: commands.seek }}
          />
        ),
        left: <LiveNumber text={format.percent(qSampleWeights(schedule, t).x0)} tone="signal" />,
      }}
    />
  );
}

function useNoiseView(dataset: ReturnType<typeof useHighlights>["dataset"]): NoiseView | null {
  const schedule = useSchedule();
  const { pick, noiseSeed, path, t } = useAppState(({ choices }) => choices);
  const process = useMemo(() => {
    if (!dataset) return null;
    return new ForwardProcess(schedule, gatherImages(dataset, [pick]), noiseSeed, path);
  }, [dataset, schedule, pick, noiseSeed, path]);
  const picture = useCallback(
    (pixels: Float32Array) => ({ pixels, size: dataset?.size ?? 1, channels: dataset?.channels ?? 1 }),
    [dataset],
  );
  return useMemo(() => {
    const moment = Math.min(t, schedule.T);
    return process && { schedule, process, t: moment, xt: process.xt(moment), picture };
  }, [schedule, process, t, picture]);
}
