import { describe, expect, test } from "vitest";
import { gpuEnvironment } from "../../../tools/webgpu.mjs";

const folder = "/usr/lib/chromium";
const driver = `${folder}/vk_swiftshader_icd.json`;
const machine = { hasCard: () => false, softwareFolder: () => folder };

describe("a process that is to have WebGPU on Linux", () => {
  test("gets the loader and the software driver of Chromium, and no other driver, where there is no graphics card", () => {
    const environment = gpuEnvironment({ PATH: "/bin" }, "linux", machine);
    expect(environment).toMatchObject({ PATH: "/bin", LD_LIBRARY_PATH: folder, VK_DRIVER_FILES: driver });
    expect(environment["VK_ADD_DRIVER_FILES"]).toBeUndefined();
  });

  test("gets them beside the system's where there is one", () => {
    const environment = gpuEnvironment({}, "linux", { ...machine, hasCard: () => true });
    expect(environment["VK_ADD_DRIVER_FILES"]).toBe(driver);
    expect(environment["VK_DRIVER_FILES"]).toBeUndefined();
  });

  test("keeps the user's libraries before them", () => {
    const environment = gpuEnvironment({ LD_LIBRARY_PATH: "/opt/lib" }, "linux", machine);
    expect(environment["LD_LIBRARY_PATH"]).toBe(`/opt/lib:${folder}`);
  });

  test.for(["VK_DRIVER_FILES", "VK_ICD_FILENAMES"])("keeps the driver that the user names in %s", (name) => {
    const environment = { [name]: "/opt/icd.json" };
    expect(gpuEnvironment(environment, "linux", machine)).toEqual(environment);
  });

  test("is left as it is without a Chromium", () => {
    const without = { ...machine, softwareFolder: () => undefined };
    expect(gpuEnvironment({ PATH: "/bin" }, "linux", without)).toEqual({ PATH: "/bin" });
  });
});

test.for(["darwin", "win32"])("%s brings its own drivers", (platform) => {
  expect(gpuEnvironment({ PATH: "/bin" }, platform, machine)).toEqual({ PATH: "/bin" });
});
