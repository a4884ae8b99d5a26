import { useEffect, useRef } from "react";
import type { ChangeEvent } from "react";
import { useTranslation } from "react-i18next";
import { datasetById } from "#data/datasets/index.ts";
import { MODEL_BYTES_MAX } from "#protocol/modelFiles.ts";
import { Button } from "../controls/Button.tsx";
import { chosenFiles } from "../files/chosenFiles.ts";
import { shippedModel, shippedModels } from "../files/shippedModels.ts";
import type { useBringModel } from "../files/useBringModel.ts";
import { useApp } from "../state/appContext.tsx";
import { useFormat } from "../state/useFormat.ts";
import { useLabel } from "../state/useLabel.ts";
import styles from "./FileDialog.module.css";
import { Modal } from "./Modal.tsx";

interface BringDialogProps {
  readonly bring: ReturnType<typeof useBringModel>;
}

/** Takes a model in: which files, whether it may replace the present network, and what is wrong with files that are of no use. */
export function BringDialog({ bring }: BringDialogProps) {
  const { t } = useTranslation();
  const { stage, close } = bring;
  return (
    <Modal
      isOpen={stage.kind !== "closed"}
      title={t(stage.kind === "confirm" ? "bring.confirmTitle" : "bring.title")}
      onClose={close}
      footer={<Footer bring={bring} />}
    >
      <Body bring={bring} />
    </Modal>
  );
}

function Body({ bring }: BringDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { stage } = bring;
  switch (stage.kind) {
    case "closed":
      return null;
    case "choose":
      return (
        <>
          <p className={styles.text}>{t("bring.text")}</p>
          <p className={styles.fine}>{t("bring.fine")}</p>
          <Shipped bring={bring} />
        </>
      );
    case "reading":
      return (
        <p className={styles.text} role="status">
          {t("bring.reading")}
        </p>
      );
    case "confirm": {
      const { source, step } = stage;
      return <p className={styles.text}>{t("bring.confirmText", { source, step: format.whole(step) })}</p>;
    }
    case "unread": {
      const { reason, source } = stage.unread;
      const megabytes = format.whole(MODEL_BYTES_MAX / 2 ** 20);
      return (
        <div role="alert">
          <p className={styles.text}>{t(`bring.unread.${reason}`, { source, megabytes })}</p>
        </div>
      );
    }
    case "refused":
      return (
        <div role="alert">
          <p className={styles.text}>{t("bring.refused")}</p>
          <Lines lines={stage.problems} />
        </div>
      );
    case "done":
      return (
        <div role="status">
          <p className={styles.text}>{t("bring.done", { source: stage.source })}</p>
          <Lines lines={stage.notes} />
        </div>
      );
  }
}

/** The networks that came with the page. */
function Shipped({ bring }: BringDialogProps) {
  const { t } = useTranslation();
  const label = useLabel();
  return (
    <div className={styles.choice}>
      <span>{t("bring.shipped")}</span>
      <div className={styles.shipped}>
        {shippedModels.map((name) => (
          <Button key={name} onClick={() => bring.offer(shippedModel(name))}>
            {label(datasetById(name).label)}
          </Button>
        ))}
      </div>
    </div>
  );
}

/** What the engine says, in its own words. */
function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ul className={styles.lines}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function Footer({ bring }: BringDialogProps) {
  const { t } = useTranslation();
  const { commands } = useApp();
  const { stage, close, confirm } = bring;
  switch (stage.kind) {
    case "closed":
    case "reading":
      return null;
    case "confirm":
      return (
        <>
          <Button onClick={close}>{t("dialog.cancel")}</Button>
          <Button onClick={confirm}>{t("bring.replace")}</Button>
        </>
      );
    case "done":
      return (
        <>
          <Button onClick={close}>{t("settings.done")}</Button>
          <Button onClick={seeIt}>{t("transport.seeDenoised")}</Button>
        </>
      );
    case "choose":
    case "unread":
    case "refused":
      return <Choices bring={bring} />;
  }

  function seeIt(): void {
    close();
    commands.goTo("denoise");
  }
}

/** A file or a folder, by the browser's own dialogs. */
function Choices({ bring }: BringDialogProps) {
  const { t } = useTranslation();
  const file = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  // React does not know the attribute.
  useEffect(() => folder.current?.setAttribute("webkitdirectory", ""), []);
  const take = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    const chosen = chosenFiles(currentTarget.files ?? []);
    // The same file may be chosen again once it has been mended.
    currentTarget.value = "";
    if (chosen) bring.offer(chosen);
  };
  return (
    <>
      <input ref={file} type="file" hidden data-model="file" accept=".zip,.safetensors" onChange={take} />
      <input ref={folder} type="file" hidden data-model="folder" onChange={take} />
      <Button onClick={() => folder.current?.click()}>{t("bring.folder")}</Button>
      <Button onClick={() => file.current?.click()}>{t("bring.file")}</Button>
    </>
  );
}
