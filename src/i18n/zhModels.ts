/** The Chinese texts of models that are taken away and brought in. */
export const zhModels = {
  takeAway: {
    open: "带走…",
    title: "带走网络",
    weights: "权重",
    ema: "平均权重（EMA）",
    raw: "训练所得",
    format: "格式",
    diffusers: "diffusers 文件夹，.zip",
    safetensors: "单个文件，.safetensors",
    diffusersText:
      "Python 库 diffusers 可直接加载的权重、网络与噪声调度；训练数据与训练方式；可在一块或多块 GPU 上继续训练的脚本与笔记本；模型说明。",
    safetensorsText:
      "以 diffusers 的 <code>UNet2DModel</code> 命名的权重，附带本页的设置。其他程序还需另行告知网络的宽度。",
    goOn: "在别处继续：",
    stays:
      "两种都可用“带入模型…”带回。Adam 的动量与曲线留在此处。除非你亲手带走，任何内容都不会离开这台机器。",
    atStep: "第 {{step}} 步",
    save: "保存 · {{megabytes}} MB",
    writing: "正在写入…",
    saved: "已保存 {{name}}。",
    failed: "未保存：{{message}}",
  },
  bring: {
    open: "带入模型…",
    title: "带入模型",
    text: "diffusers 文件夹、它的 zip，或本页的 .safetensors 文件。在此选择，或拖放到本页任意位置。",
    fine: "只在这台机器上读取和检查，不会发送到任何地方。确认新网络可用之前，现有网络保持不变。",
    file: "文件…",
    folder: "文件夹…",
    drop: "把模型拖放到这里：diffusers 文件夹、.zip 或 .safetensors",
    reading: "正在读取和检查…",
    confirmTitle: "替换现有网络？",
    confirmText: "如果 {{source}} 可用，它将取代第 {{step}} 步的网络；后者的曲线与样本将不复存在。",
    replace: "替换",
    refused: "此处无法使用，一切保持不变：",
    done: "{{source}} 已带入，正处于暂停：可以继续训练，也可以看它如何去噪。",
    unread: {
      kind: "{{source}} 既不是 .zip，也不是 .safetensors 文件。一切保持不变。",
      empty: "{{source}} 中没有 .json 或 .safetensors 文件。请选择含有 model_index.json 的文件夹。",
      many: "{{source}} 中的 .json 与 .safetensors 文件超过 {{files}} 个。请选择单个模型的文件夹。",
      large: "{{source}} 大于 {{megabytes}} MB，超出本页可训练的范围。一切保持不变。",
    },
  },
};
