import { describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { TrainingDialog } from "#ui/dialogs/TrainingDialog.tsx";
import { createTestApp } from "../../fixtures/testApp.tsx";

async function open(hash = "room=learn") {
  const app = createTestApp(hash);
  const screen = await render(app.wrap(<TrainingDialog isOpen onClose={() => undefined} />));
  await expect.element(screen.getByText("3,687 + 409 held out")).toBeVisible();
  return { ...app, screen };
}

describe("TrainingDialog", () => {
  test("says that changes apply at the next start", async () => {
    const { screen } = await open();
    await expect.element(screen.getByText("Changes apply at the next start.")).toBeVisible();
  });

  test("a typed number is taken with Enter, not half-typed", async () => {
    const { screen, store } = await open();
    const field = screen.getByLabelText("Timesteps T");
    await userEvent.clear(field);
    await userEvent.type(field, "100");
    expect(store.getState().choices.T).toBe(1000);
    await userEvent.keyboard("{Enter}");
    expect(store.getState().choices.T).toBe(100);
  });

  test.each([
    ["Batch", "0", "0 is not a whole number from 1 to 256."],
    ["Batch", "2.5", "2.5 is not a whole number from 1 to 256."],
    ["Learning rate", "fast", "fast is not a number from 1 × 10⁻⁶ to 0.1."],
    ["EMA", "1", "1 is not a number from 0 to 0.99999."],
    ["Timesteps T", "5", "5 is not a whole number from 10 to 1000."],
  ])("%s = %s is named with its range and changes nothing", async (label, text, message) => {
    const { screen, store } = await open();
    const before = store.getState().choices;
    const field = screen.getByLabelText(label);
    await userEvent.clear(field);
    await userEvent.type(field, `${text}{Enter}`);
    await userEvent.tab();
    await expect.element(screen.getByText(message)).toBeVisible();
    await expect.element(field).toHaveAccessibleDescription(message);
    await expect.element(field).toHaveAttribute("aria-invalid", "true");
    expect(store.getState().choices).toBe(before);
  });

  test("a dataset with smaller pictures takes the image size along", async () => {
    const { screen, store } = await open("room=learn&data=pixelfaces&px=16");
    await screen.getByLabelText("Data").selectOptions("flowers");
    await expect.element(screen.getByLabelText("Image size").getByRole("option").nth(3)).toBeInTheDocument();
    await screen.getByLabelText("Image size").selectOptions("32");
    await screen.getByLabelText("Data").selectOptions("pixelfaces");
    await expect.poll(() => store.getState().choices.px).toBe("16");
    expect(screen.getByLabelText("Image size").getByRole("option").elements()).toHaveLength(2);
  });

  test("the defaults come back, and with them every field", async () => {
    const { screen, store } = await open("room=learn&batch=8&net=L&schedule=cosine");
    const batch = screen.getByLabelText("Batch");
    await userEvent.clear(batch);
    await userEvent.type(batch, "nonsense");
    await screen.getByRole("button", { name: "Defaults" }).click();
    expect(store.getState().choices).toMatchObject({ batch: 32, net: "S", schedule: "linear" });
    await expect.element(screen.getByLabelText("Batch")).toHaveValue("32");
    await expect.element(screen.getByText(/nonsense/)).not.toBeInTheDocument();
  });
});
