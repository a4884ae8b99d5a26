/** The English texts of models that are taken away and brought in. */
export const enModels = {
  takeAway: {
    open: "Take it away…",
    title: "Take the network away",
    weights: "Weights",
    ema: "averaged (EMA)",
    raw: "as trained",
    format: "As",
    diffusers: "diffusers folder, .zip",
    safetensors: "one file, .safetensors",
    diffusersText:
      "Weights, network and noise schedule as the Python library diffusers loads them; what it was trained on and how; a script and a notebook that go on with the training on one or many GPUs; a model card.",
    safetensorsText:
      "The weights under the names of diffusers’ <code>UNet2DModel</code>, and this page’s settings beside them. Other programs need to be told the network’s widths.",
    goOn: "To go on elsewhere, in the folder:",
    goOnFile: "To go on elsewhere:",
    data: "The pictures, side by side in the same folder: <json/> and <png/>.",
    dataImages: "“images” is a folder of pictures of your own.",
    stays:
      "Both come back by “Bring a model…”. Adam’s moments and the curves stay here. Nothing leaves this machine but by your hand.",
    atStep: "at step {{step}}",
    save: "Save · {{megabytes}} MB",
    writing: "writing…",
    saved: "{{name}} is saved.",
    failed: "Not saved: {{message}}",
  },
  bring: {
    open: "Bring a model…",
    title: "Bring a model",
    text: "A folder of diffusers, a zip of it, or a .safetensors file of this page. Choose it here, or drop it anywhere on this room.",
    fine: "It is read and checked on this machine and sent nowhere. The present network stays until the new one is known to work.",
    shipped: "Pre-trained, by this program:",
    file: "File…",
    folder: "Folder…",
    drop: "Drop a model here: a folder of diffusers, a .zip or a .safetensors",
    reading: "Reading and checking…",
    confirmTitle: "Replace the present network?",
    confirmText:
      "If {{source}} can be used here, it takes the place of the network at step {{step}}, whose curve and samples will be gone.",
    replace: "Replace",
    refused: "This cannot be used here, and nothing has changed:",
    done: "{{source}} is here. It rests: train on, or see what it makes of noise.",
    lead: "This network was trained elsewhere. Train on from here, or see in the next room what it makes of noise.",
    leadSampleOnly:
      "This network was trained elsewhere, and its pictures are not here: it is not trained on. See in the next room what it makes of noise.",
    samplesEmpty: "Drawn as it is trained on.",
    samplesElsewhere: "Drawn in the room Denoise.",
    noPictures: "The pictures that this network was trained on are not here.",
    unread: {
      kind: "{{source}} is neither a .zip nor a .safetensors file. Nothing has changed.",
      empty:
        "{{source}} holds no model. Choose the folder that has model_index.json in it, a .zip or a .safetensors.",
      several: "{{source}} is not alone: there are several networks. Bring one at a time.",
      many: "{{source}} holds too many files to be one model. Choose the folder of the model alone.",
      large: "{{source}} is larger than {{megabytes}} MB, more than this page trains. Nothing has changed.",
    },
  },
} as const;
