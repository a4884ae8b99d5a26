import type { Choices } from "#store/choices.ts";
import { defineLesson } from "./lesson.ts";

/** What every stop takes for granted, so that none depends on the one before. */
const standard: Partial<Choices> = {
  schedule: "linear",
  scheduleParams: {},
  T: 1000,
  sampler: "ddpm",
  samplerParams: {},
  steps: 100,
  spacing: "trailing",
};

/** The story in seven stops: forward, learn, back. */
export default defineLesson({
  id: "thereAndBack",
  title: { en: "There and back", zh: "去与回" },
  stops: [
    {
      title: { en: "What is left?", zh: "还剩多少？" },
      note: {
        en: "Squared, the two weights add up to one: what the picture loses, the noise gains.",
        zh: "两个权重的平方和恒为一：图像失去多少，噪声便得到多少。",
      },
      choices: { ...standard, room: "noise", path: "jump", t: 240 },
      noteIsAbout: "path",
    },
    {
      title: { en: "One jump or many steps", zh: "一跳与多步" },
      note: {
        en: "Walking there in small steps and jumping there at once give the same distribution. That is why training can pick any t at random.",
        zh: "一小步一小步走到，与一步跳到，分布相同。所以训练可以随机取任意 t。",
      },
      choices: { ...standard, room: "noise", path: "walk", t: 400 },
      noteIsAbout: "path",
    },
    {
      title: { en: "One training step", zh: "一步训练" },
      note: {
        en: "A picture, a random t, fresh noise; the network sees the mixture and t, guesses the noise, and is corrected by the squared error.",
        zh: "一张图像、一个随机的 t、一份新噪声；网络看到混合物与 t，猜出噪声，再按平方误差修正。",
      },
      choices: { room: "learn" },
    },
    {
      title: { en: "Which t is hard?", zh: "哪个 t 最难？" },
      note: {
        en: "Near t = T almost everything is noise and easy to guess. Near t = 0 the noise is faint and hides in the picture’s own detail: there the guess misses most.",
        zh: "t 接近 T 时几乎全是噪声，容易猜。t 接近 0 时噪声微弱，藏在图像自身的细节里：那里猜得最不准。",
      },
      choices: { room: "learn" },
    },
    {
      title: { en: "Where it decides", zh: "何时拿定主意" },
      note: {
        en: "Far from the end every training picture is still possible, and the bet is their average. Somewhere in the middle one of them wins.",
        zh: "离终点还远时，每张训练图像都有可能，押注是它们的平均。走到中间某处，其中一张胜出。",
      },
      choices: { ...standard, room: "denoise", denoiser: "exact", dt: 540 },
      noteIsAbout: "denoiser",
    },
    {
      title: { en: "Perfect means memorised", zh: "完美即背诵" },
      note: {
        en: "The exact optimum needs no training, and it can only give its training pictures back. New pictures exist because a network is not perfect.",
        zh: "精确最优无需训练，却只会还原训练图像。网络并不完美，才有新图像。",
      },
      choices: { ...standard, room: "denoise", denoiser: "exact", dt: 0 },
      noteIsAbout: "denoiser",
    },
    {
      title: { en: "Without the dice", zh: "不掷骰子" },
      note: {
        en: "DDIM with η = 0 adds no fresh noise: the same start always leads to the same picture, in far fewer steps.",
        zh: "η = 0 的 DDIM 不加新噪声：同样的起点总走向同一张图像，步数也少得多。",
      },
      choices: { ...standard, room: "denoise", denoiser: "exact", sampler: "ddim", steps: 50, dt: 0 },
      noteIsAbout: "sampler",
    },
  ],
});
