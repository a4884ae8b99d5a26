import { useState } from "react";
import { Trans, useTranslation } from "react-i18next";
import { datasets } from "#data/datasets/index.ts";
import type { ExportedWeights, ExportFormat } from "#protocol/modelFiles.ts";
import type { TrainingSession } from "#store/session.ts";
import { Button } from "../controls/Button.tsx";
import { Segments } from "../controls/Segments.tsx";
import { useTakeAway } from "../files/useTakeAway.ts";
import { useFormat } from "../state/useFormat.ts";
import styles from "./FileDialog.module.css";
import { Modal } from "./Modal.tsx";

interface TakeAwayDialogProps {
  readonly isOpen: boolean;
  readonly training: TrainingSession;
  onClose(): void;
}

const BYTES_PER_WEIGHT = 4;

/** Saves the network as files that PyTorch reads, and says how to go on with them. */
export function TakeAwayDialog({ isOpen, training, onClose }: TakeAwayDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [weights, setWeights] = useState<ExportedWeights>("ema");
  const [kind, setKind] = useState<ExportFormat>("diffusers");
  const { progress, write, forget } = useTakeAway();
  const megabytes = format.decimal((training.parameterCount * BYTES_PER_WEIGHT) / 1e6, 1);
  return (
    <Modal
      isOpen={isOpen}
      title={t("takeAway.title")}
      onClose={close}
      footer={
        <>
          <span className={styles.state} role="status">
            {stateText()}
          </span>
          <Button disabled={progress.kind === "writing"} onClick={() => write(weights, kind)}>
            {t("takeAway.save", { megabytes })}
          </Button>
        </>
      }
    >
      <div className={styles.choice}>
        <span>{t("takeAway.weights")}</span>
        <Segments<ExportedWeights>
          label={t("takeAway.weights")}
          value={weights}
          options={[
            { value: "ema", label: t("takeAway.ema") },
            { value: "raw", label: t("takeAway.raw") },
          ]}
          onChange={setWeights}
        />
      </div>
      <div className={styles.choice}>
        <span>{t("takeAway.format")}</span>
        <Segments<ExportFormat>
          label={t("takeAway.format")}
          value={kind}
          options={[
            { value: "diffusers", label: t("takeAway.diffusers") },
            { value: "safetensors", label: t("takeAway.safetensors") },
          ]}
          onChange={setKind}
        />
      </div>
      <p className={styles.text}>
        <Trans i18nKey={`takeAway.${kind}Text`} components={{ code: <code /> }} />
      </p>
      <p className={styles.text}>{t(kind === "diffusers" ? "takeAway.goOn" : "takeAway.goOnFile")}</p>
      <pre className={styles.code}>{kind === "diffusers" ? shellLines(training) : pythonLines}</pre>
      {kind === "diffusers" && (
        <p className={styles.fine}>
          <Pictures training={training} />
        </p>
      )}
      <p className={styles.fine}>{t("takeAway.stays")}</p>
    </Modal>
  );

  function close(): void {
    forget();
    onClose();
  }

  function stateText(): string {
    switch (progress.kind) {
      case "idle":
        return t("takeAway.atStep", { step: format.whole(training.step) });
      case "writing":
        return t("takeAway.writing");
      case "saved":
        return t("takeAway.saved", { name: progress.name });
      case "failed":
        return t("takeAway.failed", { message: progress.message });
    }
  }
}

/** Where the script finds pictures: beside it, as the page has them, or where the user puts some. */
function Pictures({ training }: { readonly training: TrainingSession }) {
  const { t } = useTranslation();
  const name = pictureFile(training);
  if (name === null) return t("takeAway.dataImages");
  return (
    <Trans
      i18nKey="takeAway.data"
      components={{ json: <Link name={`${name}.json`} />, png: <Link name={`${name}.png`} /> }}
    />
  );
}

function Link({ name }: { readonly name: string }) {
  return (
    <a href={`data/${name}`} download>
      {name}
    </a>
  );
}

/** The dataset's name where it is a file of the page; one that is drawn from a seed is none. */
function pictureFile({ config }: TrainingSession): string | null {
  const plugin = config.absentData ? undefined : datasets.get(config.dataset);
  return plugin && !plugin.preview ? plugin.id : null;
}

/** To be typed in the folder that was unpacked. */
function shellLines(training: TrainingSession): string {
  const name = pictureFile(training);
  const data = name === null ? "images" : `${name}.json`;
  return `pip install -r requirements.txt\naccelerate launch train.py --data ${data} --steps 20000`;
}

const pythonLines =
  "from safetensors.torch import load_file\nunet.load_state_dict(load_file(path))  # a UNet2DModel of diffusers";
