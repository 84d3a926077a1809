/// Hand-written words of wishes for languages in which few or no descriptions exist to learn from.
///
/// An entry is `english: word word;`. Words that are English words too are left out.
enum Glossary {
  /// English by German word, in the forms that wishes commonly use, lower-cased.
  static let german = read(
    """
    image: bild bilder bildes bildern; photo: foto fotos fotografie; painting: gemälde;
    drawing: zeichnung; sketch: skizze; pencil: bleistift; watercolor: aquarell;
    oil painting: ölgemälde; ink: tusche; portrait: porträt hochformat;
    face: gesicht gesichter gesichts; person: mensch; people: menschen; woman: frau; man: mann;
    dog: hund; cat: katze; animal: tiere; background: hintergrund hintergründe;
    foreground: vordergrund; subject: motiv motive; scene: szene szenen;
    landscape: landschaft querformat; city: stadt; forest: wald; sea: meer; beach: strand;
    mountain: berg berge; sky: himmel; house: haus; video: videos;
    frame: einzelbild einzelbilder bilds; sequence: bildfolge sequenz;
    animated: animierten animierte animiert; animate: animieren; motion: bewegung bewegungen;
    camera: kamera; camera motion: kamerafahrt; audio: tonspur; sound: klang; music: musik;
    vocals: gesang; voice: stimme; speech: sprache; spoken: gesprochen; sound effect: geräusch;
    melody: melodie; piano: klavier; text: textes; prompt: prompts;
    text prompt: textprompt textprompts; description: beschreibung;
    instruction: anweisung anweisungen; captioning: texterkennung bildbeschreibung;
    subtitle: untertitel; generate: erzeugen erzeugt erzeuge generiert generiere generieren;
    generation: erzeugung; create: erstelle erstellen erstellt; make: mache machen; draw: zeichne;
    transform: verwandelt verwandle verwandeln; convert: umwandeln wandelt;
    conversion: umwandlung; edit: bearbeiten bearbeitet bearbeite bearbeitbar;
    editing: bearbeitung; image edit: bildbearbeitung; change: ändern ändert ändere wechsel;
    replace: ersetzen ersetzt ersetze; remove: entfernen entfernt entferne löschen;
    add: hinzufügen; insert: einfügen; fill: ausfüllen auffüllen füllen füllt;
    extend: erweitern erweitert erweiterung; extended: erweiterte;
    upscale: vergrößern vergrößert vergrößerung hochskalieren hochskaliert hochskalierung skaliert;
    enhance: verbessern verbessert; enhancement: verbesserung; scale: skalieren;
    downscale: verkleinern; resize: größenänderung; crop: zuschneiden schneiden; rotate: drehen;
    flip: spiegeln; sharpen: schärfen; sharpness: schärfe; blur: weichzeichnen unschärfe;
    denoise: entrauschen; noise: rauschen; restore: restaurieren wiederherstellen;
    restoration: restaurierung wiederherstellung; colorize: einfärben kolorieren;
    colorized: eingefärbte; recolor: umfärben; color: farbe farben; colored: farbig;
    black and white: schwarzweiß; grayscale: graustufen; brightness: helligkeit;
    contrast: kontrast; lighting: beleuchtung; relight: neubeleuchtung; light: licht;
    shadow: schatten; style: stil stils stile stilen; style transfer: stilübertragung;
    transfer: übertragen übertragung; reference: referenz vorlage;
    reference image: referenzbild referenzbilder referenzbildern; similar: ähnlich;
    mask: maske masken maskieren; background removal: freistellen; cutout: ausschneiden;
    layer: ebene ebenen; decompose: zerlegt zerlegen; decomposition: zerlegung; depth: tiefe;
    depth map: tiefenkarte tiefenkarten; depth estimation: tiefenschätzung; edge: kanten;
    edge detection: kantenerkennung; outline: umrisse; pose: haltung körperhaltung;
    control: steuerung steuern; driven: gesteuert; guidance: führung; structure: struktur;
    spatial: räumlich räumlichen; mesh: netz netze netzmodell;
    model: modell modelle modells modellen; text encoder: textencoder; encoder: kodierer;
    weight: gewicht gewichte; strength: stärke; step: schritt schritte schritten; size: größe;
    larger: größer; width: breite; height: höhe; resolution: auflösung auflösungen;
    high resolution: hochaufgelöst hochauflösend; high quality: hochwertige hochwertig;
    quality: qualität; low: niedrig; high: hoch; first frame: startbild anfangsbild;
    last frame: endbild; first: erste ersten erstes zuerst; last: letzte letzten letztes;
    still image: standbild standbilder; input image: eingabebild; input video: eingabevideo;
    input: eingabe; output: ausgabe ausgegeben; save: speichern speichert; upload: hochladen;
    load: lade; merge: zusammenfügen; combine: verbinden verbindet; combined: verbunden;
    blend: mischen überblenden; transition: überblendung überblendungen übergang übergänge;
    concatenate: aneinander hängt; frame interpolation: zwischenbilder zwischenbildberechnung;
    frame rate: bildrate; slow motion: zeitlupe; length: länge; second: sekunde sekunden;
    minute: minuten; loop: schleife; seamless: nahtlos; tile: kachel kacheln; tiled: gekachelt;
    texture: textur; watermark: wasserzeichen; character: figur figuren charakter;
    clothes: kleidung; try on: anprobe; hair: haare; eyes: augen; hands: hände; skin: haut;
    age: altersänderung; compare: vergleichen; comparison: vergleich; side by side: nebeneinander;
    selection: auswahl; choose: wählen wähle; chosen: gewählten; random: zufällig;
    multiple: mehrere mehreren; single: einzelnen einzelne einzelnes; two: zwei; three: drei;
    four: vier; new: neues neue neuen; from: aus; without: ohne; or: oder; and: und;
    instead: statt; then: danach dann anschließend; optional: wahlweise optionalen optionale;
    use: verwendet verwenden verwende benutze nutzt nutze; example: beispiel beispiele;
    guide: anleitung; show: zeigt; workflow: ablauf arbeitsablauf; preprocessing: vorverarbeitung;
    post processing: nachbearbeitung; black: schwarzen schwarz; white: weiß; red: roter rotes;
    blue: blau blaue; green: grün grüne; yellow: gelb; border: ränder rändern; beyond: über;
    consistency: konsistenz; temporal: zeitlicher; smooth: flüssigen; natural: natürlichen;
    precise: genauer; look: aussehen; alive: lebendig; unified: einheitlichen; robot: roboter;
    dragon: drache; horse: pferd; bird: vogel; flower: blume blumen; tree: baum bäume;
    river: fluss; snow: schnee; rain: regen; night: nacht; sunset: sonnenuntergang;
    sunrise: sonnenaufgang; space: weltraum; castle: burg; ship: schiff; street: straße;
    room: zimmer; furniture: möbel; product: produkt; product photo: produktfoto;
    advertisement: werbung; poster: plakat; lettering: schriftzug;
    consistent character: figurenkonsistenz; dance: tanz tanzt; walk: läuft; fly: fliegt;
    wallpaper: hintergrundbild; image quality: bildqualität; art: kunst; cartoon: zeichentrick;
    photorealistic: fotorealistisch fotorealistische; realistic: realistisch;
    """)

  /// English by Japanese word; matched anywhere, the longest first.
  static let japanese = read(
    """
    outpainting: アウトペインティング アウトペイント; inpainting: インペインティング インペイント;
    upscale: アップスケール 拡大; upload: アップロード; animation: アニメーション; anime: アニメ;
    illustration: イラスト; encoder: エンコーダー; encode: エンコード; audio: オーディオ 音声;
    camera: カメラ; guide: ガイド; guidance: ガイダンス; character: キャラクター; clip: クリップ;
    grayscale: グレースケール; size: サイズ; sampler: サンプラー; seed: シード; scene: シーン;
    scheduler: スケジューラー; sketch: スケッチ; scribble: スクリブル; style: スタイル;
    step: ステップ; text: テキスト 文字; texture: テクスチャ; decode: デコード;
    transition: トランジション; noise: ノイズ; node: ノード; negative: ネガティブ; file: ファイル;
    frame: フレーム; frame interpolation: フレーム補間; prompt: プロンプト; pose: ポーズ;
    portrait: ポートレート 肖像; mask: マスク; mesh: メッシュ; model: モデル; resize: リサイズ;
    lip sync: リップシンク; relight: リライト; layer: レイヤー; workflow: ワークフロー;
    composite: 合成; image: 画像; photo: 写真; picture: 絵; video: 動画 映像; still image: 静止画;
    music: 音楽; song: 歌 曲; voice: 声; sound effect: 効果音; background: 背景; foreground: 前景;
    background removal: 背景除去; person: 人物 人間; face: 顔; hair: 髪; clothes: 服;
    landscape: 風景; cat: 猫; dog: 犬; generate: 生成; edit: 編集; convert: 変換; transfer: 転写;
    high resolution: 高解像度; low resolution: 低解像度; high quality: 高画質 高品質;
    restoration: 復元 修復; remove: 除去 削除 消去; replace: 置換; add: 追加; merge: 結合;
    decomposition: 分解; compare: 比較; side by side: 並べて; estimation: 推定; detection: 検出;
    depth: 深度; depth map: 深度マップ; edge: 輪郭; line art: 線画; colorized: 着色;
    black and white: 白黒; reference: 参照; first: 最初; last: 最後; unified: 統合; input: 入力;
    output: 出力; save: 保存; load: 読み込; instruction: 指示; description: 説明; optional: 任意;
    multiple: 複数; control: 制御; structure: 構造; motion: 動き; synchronization: 同期;
    reconstruction: 再構成; switch: 切り替え; look: 見た目; smooth: 滑らか; natural: 自然;
    lighting: 照明; light: 光; shadow: 影; watercolor: 水彩; oil painting: 油絵 油彩;
    pencil: 鉛筆; example: 例; preprocessing: 前処理; robot: ロボット; dragon: ドラゴン;
    poster: ポスター; logo: ロゴ; realistic: リアル; art: アート; comic: コミック; loop: ループ;
    slow: スロー; blur: ぼかし; woman: 女性; man: 男性; child: 子供; animal: 動物; flower: 花;
    sea: 海; mountain: 山; sky: 空; city: 街; night: 夜; sunset: 夕日; snow: 雪; rain: 雨;
    room: 部屋; castle: 城; ship: 船; car: 車; dance: 踊; ink: 墨; subtitle: 字幕;
    instrument: 楽器; piano: ピアノ; vocals: 歌声; speech: 話す; 3d: 立体; segmentation: 分割;
    cutout: 切り抜き; fill: 塗りつぶし; extend: 拡張; interpolation: 補間; short: 短い;
    long: 長い; width: 幅; height: 高さ;
    """)

  private static func read(_ text: String) -> [String: String] {
    var words: [String: String] = [:]
    for entry in text.split(whereSeparator: { $0 == ";" || $0.isNewline }) {
      let halves = entry.split(separator: ":")
      guard halves.count == 2 else { continue }
      let english = halves[0].drop { $0 == " " }
      for word in halves[1].split(separator: " ") { words[String(word)] = String(english) }
    }
    return words
  }
}
