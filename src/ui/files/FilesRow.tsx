import { Download, FolderInput } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { hasNetwork } from "#store/samplingChoice.ts";
import { BringDialog } from "../dialogs/BringDialog.tsx";
import { TakeAwayDialog } from "../dialogs/TakeAwayDialog.tsx";
import { useLearn } from "../rooms/learnContext.ts";
import styles from "./FilesRow.module.css";
import { useBringModel } from "./useBringModel.ts";
import { useFileDrop } from "./useFileDrop.ts";

/** The way out for a network, and the way in: by choice, or dropped anywhere on the page. */
export function FilesRow() {
  const { t } = useTranslation();
  const training = useLearn();
  const bring = useBringModel();
  const isOver = useFileDrop(bring.offer);
  const [isTaking, setIsTaking] = useState(false);
  const network = hasNetwork(training) ? training : null;
  return (
    <>
      <div className={styles.row}>
        {network && (
          <button type="button" onClick={() => setIsTaking(true)}>
            <Download aria-hidden />
            {t("takeAway.open")}
          </button>
        )}
        <button type="button" onClick={bring.choose}>
          <FolderInput aria-hidden />
          {t("bring.open")}
        </button>
      </div>
      {network && <TakeAwayDialog isOpen={isTaking} training={network} onClose={() => setIsTaking(false)} />}
      <BringDialog bring={bring} />
      {isOver && (
        <div className={styles.drop} role="status">
          {t("bring.drop")}
        </div>
      )}
    </>
  );
}
