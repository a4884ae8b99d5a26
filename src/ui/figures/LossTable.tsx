import { useTranslation } from "react-i18next";
import type { TrainingSession } from "#store/session.ts";
import { useFormat } from "../state/useFormat.ts";

/** The loss chart for those who cannot see it: one row for each validation. A table itself cannot be made lower than its rows. */
export function LossTable({ training }: { readonly training: TrainingSession }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { curve, validations } = training;
  return (
    <div className="visually-hidden">
      <table data-curve="loss">
        <caption>{t("learn.lossTable")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("learn.step")}</th>
            <th scope="col">{t("learn.trainingLoss")}</th>
            <th scope="col">{t("learn.validationLoss")}</th>
          </tr>
        </thead>
        <tbody>
          {validations.map(({ step, loss }) => {
            const smoothed = curve.smoothedAt(step);
            return (
              <tr key={step}>
                <th scope="row">{format.whole(step)}</th>
                {smoothed === undefined || !Number.isFinite(smoothed) ? (
                  <td>–</td>
                ) : (
                  <td data-loss>{format.decimal(smoothed)}</td>
                )}
                <td data-loss>{format.decimal(loss)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
