import { RefreshCw, Square } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { samplerById } from "#diffusion/samplers/index.ts";
import type { ParamSpec } from "#math/params.ts";
import type { Choices } from "#store/choices.ts";
import type { SamplingSession } from "#store/session.ts";
import { availableDenoiser, currentSampleRequest, hasNetwork } from "#store/samplingChoice.ts";
import { Button } from "../controls/Button.tsx";
import { Segments } from "../controls/Segments.tsx";
import { SamplerDialog } from "../dialogs/SamplerDialog.tsx";
import { useApp, useAppState } from "../state/appContext.tsx";
import { frameNearest, timestepsOf } from "../state/reverseProcess.ts";
import { useDataset } from "../state/useDataset.ts";
import { useFormat } from "../state/useFormat.ts";
import { useLabel } from "../state/useLabel.ts";
import controls from "./Controls.module.css";
import styles from "./DenoiseSettings.module.css";

/** Who denoises, by which steps, and what can be done with the process. */
export function DenoiseSettings() {
  const { t } = useTranslation();
  const { store } = useApp();
  const format = useFormat();
  const [isOpen, setIsOpen] = useState(false);
  const choices = useAppState((state) => state.choices);
  const training = useAppState(({ session }) => session.training);
  const isTrained = hasNetwork(training);
  const denoiser = availableDenoiser(choices, training);
  const choose = (chosen: Choices["denoiser"]) => store.choose({ denoiser: chosen, dt: 0 });
  return (
    <>
      <div>
        <div className={controls.label}>
          <span>{t("denoise.denoiser")}</span>
          {denoiser === "exact" && (
            <span>{t("denoise.ofPictures", { pictures: format.whole(choices.pictures) })}</span>
          )}
        </div>
        <Segments
          label={t("denoise.denoiser")}
          value={denoiser}
          options={[
            { value: "network", label: t("denoise.network"), disabled: !isTrained },
            { value: "ema", label: t("denoise.ema"), disabled: !isTrained },
            { value: "exact", label: t("denoise.exact") },
          ]}
          hint={isTrained ? undefined : t("denoise.needsTraining")}
          onChange={choose}
        />
      </div>
      <SettingsList onChange={() => setIsOpen(true)} />
      <Actions />
      <SamplerDialog isOpen={isOpen} onClose={() => setIsOpen(false)} />
    </>
  );
}

function SettingsList({ onChange }: { onChange(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const labelText = useLabel();
  const { commands } = useApp();
  const choices = useAppState((state) => state.choices);
  const training = useAppState(({ session }) => session.training);
  const request = currentSampleRequest(choices, training);
  const { sampler, steps, schedule, spacing, seed, label, guidance } = request;
  const { dataset } = useDataset(request.dataset);
  const plugin = samplerById(sampler.id);
  return (
    <dl className={`${controls.settings} ${styles.list}`}>
      <Row name={t("denoise.sampler")}>
        {labelText(plugin.label)}
        <button type="button" className={styles.open} onClick={onChange}>
          {t("denoise.change")}
        </button>
      </Row>
      {Object.entries(plugin.params).map(([name, spec]) => (
        <Row key={name} name={labelText(spec.label)}>
          {paramText(spec, sampler.params[name] ?? spec.default)}
        </Row>
      ))}
      <Row name={t("denoise.steps")}>
        {format.whole(steps)} / {format.whole(schedule.T)} · {t(`denoise.${spacing}`)}
      </Row>
      {label !== null && (
        <Row name={t("denoise.class")}>
          {className()} · {t("denoise.guidance")}{" "}
          {format.decimal(guidance, Number.isInteger(guidance) ? 0 : 1)}
        </Row>
      )}
      <Row name={t("denoise.seed")}>
        {seed}
        <button
          type="button"
          className={styles.open}
          title={`${t("denoise.newSeed")} (N)`}
          aria-label={t("denoise.newSeed")}
          onClick={commands.newNoise}
        >
          <RefreshCw aria-hidden />
        </button>
      </Row>
    </dl>
  );

  function className(): string {
    if (label === "each") return t("denoise.classEach");
    const known = dataset?.id === request.dataset ? dataset.classes[label ?? -1] : undefined;
    return known ?? String(label);
  }

  /** The name that a value goes by, else the number. */
  function paramText({ marks }: ParamSpec, value: number): ReactNode {
    const mark = marks?.find((other) => other.value === value);
    return mark ? (
      <span className={styles.mark}>{labelText(mark.label)}</span>
    ) : (
      format.decimal(value, Number.isInteger(value) ? 0 : 2)
    );
  }
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Branch, run again, and stop while it runs. */
function Actions() {
  const { t } = useTranslation();
  const { commands } = useApp();
  const process = useAppState(({ session }) => session.sampling);
  const here = useAppState(({ session, choices }) =>
    session.sampling ? (frameNearest(session.sampling, choices.dt)?.t ?? 0) : 0,
  );
  const isBranch = process?.start.request.start != null;
  return (
    <div className={controls.row}>
      <Button disabled={here === 0} hint={t("denoise.branchHint", { t: here })} onClick={commands.branch}>
        {t("denoise.branch")}
      </Button>
      {process?.status === "running" ? (
        <Stop process={process} />
      ) : (
        <Button onClick={isBranch ? commands.leaveBranch : commands.sample}>
          {t(isBranch ? "denoise.unbranch" : "denoise.run")}
        </Button>
      )}
    </div>
  );
}

function Stop({ process }: { readonly process: SamplingSession }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { commands } = useApp();
  const steps = timestepsOf(process).length - 1;
  const done = format.whole(Math.min(process.frames.length, steps));
  return (
    <Button
      hint={t("denoise.progress", { done, steps: format.whole(steps) })}
      onClick={commands.cancelSampling}
    >
      <Square aria-hidden /> {t("denoise.cancel")}
      <span className={styles.progress}>
        {done} / {format.whole(steps)}
      </span>
    </Button>
  );
}
