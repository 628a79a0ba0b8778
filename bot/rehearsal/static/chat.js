"use strict";

// The chat page of the rehearsal: a resident's phone. Every address is relative to the page, so
// that the desk can serve it under a prefix. What comes from the server is put in as text only.

const TEXTS = {
  en: {
    title: "Rehearsal",
    about: "You write here as a resident would on Telegram. Nothing leaves this computer.",
    who: "You are",
    language: "Language of your phone",
    hint: "Choose another resident to begin a fresh conversation; each one is remembered.",
    welcome: "A chat with Povezani begins here. On Telegram a resident first presses Start.",
    start: "Start",
    typing: "is typing…",
    idle: "rehearsal bot",
    log: "Conversation",
    commands: "Commands",
    keyboard: "Suggested answers",
    message: "Message",
    send: "Send",
    resident: "Resident {n}",
    fresh: "New resident…",
    edited: "edited",
    you: "You wrote:",
    bot: "Povezani wrote:",
    blocked: "This resident has blocked the bot.",
    lost: "The rehearsal does not answer. Trying again…",
    refused: "That could not be sent.",
    opens: "opens a new page",
  },
  sl: {
    title: "Vaja",
    about: "Tukaj pišete tako, kot bi prebivalec pisal na Telegramu. Nič ne zapusti tega računalnika.",
    who: "Vi ste",
    language: "Jezik vašega telefona",
    hint: "Za nov pogovor izberite drugega prebivalca; vsak pogovor ostane shranjen.",
    welcome: "Tukaj se začne pogovor s Povezanimi. Na Telegramu prebivalec najprej pritisne Začni.",
    start: "Začni",
    typing: "piše …",
    idle: "bot za vajo",
    log: "Pogovor",
    commands: "Ukazi",
    keyboard: "Predlagani odgovori",
    message: "Sporočilo",
    send: "Pošlji",
    resident: "Prebivalec {n}",
    fresh: "Nov prebivalec …",
    edited: "popravljeno",
    you: "Vi:",
    bot: "Povezani:",
    blocked: "Ta prebivalec je bota blokiral.",
    lost: "Vaja se ne odziva. Poskušam znova …",
    refused: "Tega ni bilo mogoče poslati.",
    opens: "odpre novo stran",
  },
};

const LANGUAGES = [
  ["sl", "Slovenščina"],
  ["en", "English"],
  ["bs", "Bosanski / Hrvatski / Srpski"],
  ["mk", "Македонски"],
  ["sq", "Shqip"],
  ["uk", "Українська"],
  ["ru", "Русский"],
  ["ar", "العربية"],
];

const LOOK_EVERY = 700; // milliseconds
const BOT = new URLSearchParams(location.search).get("bot");
const asked = new URLSearchParams(location.search).get("ui") || navigator.language || "en";
const texts = asked.toLowerCase().startsWith("sl") ? TEXTS.sl : TEXTS.en;

const at = (id) => document.getElementById(id);
const page = {
  resident: at("resident"), language: at("language"), name: at("bot-name"), state: at("bot-state"),
  scroll: at("scroll"), welcome: at("welcome"), start: at("start"), messages: at("messages"),
  typing: at("typing"), notice: at("notice"), commands: at("commands"), keyboard: at("keyboard"),
  write: at("write"), menu: at("menu"), text: at("text"),
};

let chat = 1;
let revision = -1;
let looking = 0; // grows with every change of chat, so that late answers are dropped
let shown = new Map(); // message_id → what was drawn, as JSON
let residents = new Set([1, 2, 3]);

// The server

function address(path) {
  return `rehearsal/chats${path && `/${path}`}${BOT ? `?bot=${encodeURIComponent(BOT)}` : ""}`;
}

async function get(path) {
  const answer = await fetch(address(path), { cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function post(path, body) {
  try {
    const answer = await fetch(address(path), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    await look();
    return true;
  } catch {
    say(texts.refused);
    return false;
  }
}

// Small parts

function make(tag, className, ...inside) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...inside);
  return element;
}

function say(words, seconds = 5) {
  page.notice.textContent = words;
  page.notice.hidden = !words;
  clearTimeout(say.timer);
  if (words && seconds) say.timer = setTimeout(() => say(""), seconds * 1000);
}

function safe(url) {
  return /^(https?:|mailto:|tel:|tg:)/i.test(url) ? url : null;
}

function link(url, label) {
  const a = make("a", "", label);
  a.href = url;
  a.target = "_blank";
  a.rel = "noopener noreferrer";
  return a;
}

const WRAPS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

function wrap(entity, inside, plain) {
  if (WRAPS[entity.type]) return make(WRAPS[entity.type], "", ...inside);
  const href = safe(entity.type === "url" ? plain : entity.url || "");
  if (href && (entity.type === "text_link" || entity.type === "url")) {
    const a = link(href, "");
    a.replaceChildren(...inside);
    return a;
  }
  if (entity.type === "bot_command") {
    const button = make("button", "command", ...inside);
    button.type = "button";
    button.addEventListener("click", () => write(plain));
    return button;
  }
  const span = make("span", entity.type === "spoiler" ? "spoiler" : "", ...inside);
  if (entity.type === "spoiler") span.tabIndex = 0;
  return span;
}

// Telegram measures entities in UTF-16, as JavaScript does.
function format(text, entities, from = 0, to = text.length) {
  const parts = [];
  let done = from;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < done || entity.offset >= to) continue;
    if (entity.offset > done) parts.push(text.slice(done, entity.offset));
    const inner = entities.slice(i + 1).filter((e) => e.offset < end);
    parts.push(wrap(entity, format(text, inner, entity.offset, end), text.slice(entity.offset, end)));
    done = end;
  }
  if (done < to) parts.push(text.slice(done, to));
  return parts;
}

// Drawing

function drawMessage(message, all) {
  const item = make("li", `message ${message.from}`);
  const bubble = make("div", "bubble");
  bubble.append(make("span", "unseen", message.from === "bot" ? texts.bot : texts.you));
  const answered = all.find((m) => m.message_id === message.reply_to);
  if (answered) {
    const quote = make("span", "quote", answered.plain || answered.text);
    quote.dir = "auto";
    bubble.append(quote);
  }
  if (message.document) {
    const { file_id: id, file_name: name, file_size: size } = message.document;
    const file = make("p", "file");
    const a = make("a", "", name || id);
    a.href = address(`${chat}/documents/${encodeURIComponent(id)}`);
    a.download = name || id;
    const icon = make("img", "");
    icon.src = "static/file.svg";
    icon.alt = "";
    icon.width = 26;
    icon.height = 26;
    file.append(icon, a, make("small", "", `${Math.max(1, Math.round((size || 0) / 1024))} KB`));
    bubble.append(file);
  }
  const words = make("div", "words");
  words.dir = "auto";
  words.append(...(message.plain ? format(message.plain, message.entities) : [message.text]));
  if (words.textContent) bubble.append(words);
  const time = new Date(message.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  bubble.append(make("p", "meta", message.edited ? `${texts.edited} · ${time}` : time));
  item.append(bubble);
  if (message.buttons.length) item.append(drawButtons(message));
  return item;
}

function drawButtons(message) {
  const box = make("div", "buttons");
  for (const row of message.buttons) {
    const line = make("div", "row");
    for (const button of row) {
      if (button.url) {
        const a = link(safe(button.url) || "#", `${button.text} ↗`);
        a.setAttribute("aria-label", `${button.text} (${texts.opens})`);
        line.append(a);
        continue;
      }
      const element = make("button", "", button.text);
      element.type = "button";
      element.dir = "auto";
      element.dataset.tap = `${message.message_id} ${button.data}`;
      element.addEventListener("click", () =>
        post(`${chat}/taps`, { message_id: message.message_id, data: button.data }));
      line.append(element);
    }
    box.append(line);
  }
  return box;
}

function drawMessages(all) {
  const { scroll, messages } = page;
  const low = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  const next = new Map();
  let grew = false;
  let before = null;
  let place = messages.firstElementChild;
  for (const message of all) {
    const drawn = JSON.stringify(message);
    const known = shown.get(message.message_id);
    let item = known && known.item;
    if (!known || known.drawn !== drawn) {
      item = drawMessage(message, all);
      if (known) known.item.replaceWith(item);
      if (known && place === known.item) place = item;
      grew = grew || !known;
    }
    item.classList.toggle("turn", before !== null && before !== message.from);
    before = message.from;
    if (item !== place) messages.insertBefore(item, place);
    else place = place.nextElementSibling;
    next.set(message.message_id, { item, drawn });
  }
  for (const [id, known] of shown) if (!next.has(id)) known.item.remove();
  shown = next;
  page.welcome.hidden = all.length > 0;
  if (grew && low) scroll.scrollTop = scroll.scrollHeight;
}

function drawState(state) {
  page.name.textContent = state.bot;
  page.state.textContent = state.typing ? texts.typing : texts.idle;
  page.typing.hidden = !state.typing;
  if (state.typing) page.typing.scrollIntoView({ block: "nearest" });
  const rows = JSON.stringify(state.keyboard);
  if (page.keyboard.dataset.rows !== rows) {
    page.keyboard.dataset.rows = rows;
    page.keyboard.replaceChildren(...state.keyboard.map((row) => make("div", "row",
      ...row.map((words) => suggestion(words, words)))));
    page.keyboard.hidden = state.keyboard.length === 0;
  }
  const commands = JSON.stringify(state.commands);
  if (page.commands.dataset.rows !== commands) {
    page.commands.dataset.rows = commands;
    page.commands.replaceChildren(...state.commands.map((command) =>
      suggestion(`/${command.command}`, make("b", "", `/${command.command}`), command.description)));
    page.menu.hidden = state.commands.length === 0;
  }
  const waiting = new Set(state.taps.filter((t) => !t.answered).map((t) => `${t.message_id} ${t.data}`));
  for (const button of page.messages.querySelectorAll("[data-tap]")) {
    button.setAttribute("aria-busy", String(waiting.has(button.dataset.tap)));
  }
  const told = state.taps.filter((t) => t.answered && t.text).at(-1);
  if (told && drawState.told !== told.id) {
    if (drawState.told !== undefined) say(told.text);
    drawState.told = told.id;
  }
  if (drawState.told === undefined) drawState.told = null;
  if (state.blocked) say(texts.blocked, 0);
}

function suggestion(words, ...inside) {
  const button = make("button", "", ...inside);
  button.type = "button";
  button.dir = "auto";
  button.addEventListener("click", () => {
    openMenu(false);
    write(words);
  });
  return button;
}

function drawResidents() {
  const options = [...residents].sort((a, b) => a - b).map((n) =>
    new Option(texts.resident.replace("{n}", n), n, false, n === chat));
  page.resident.replaceChildren(...options, new Option(texts.fresh, "new"));
}

// Looking and writing

async function look() {
  const mine = looking;
  try {
    const state = await get(`${chat}`);
    if (mine !== looking) return;
    if (state.revision !== revision) {
      const all = await get(`${chat}/messages`);
      if (mine !== looking) return;
      revision = state.revision;
      drawMessages(all);
    }
    drawState(state);
    if (page.notice.textContent === texts.lost) say("");
  } catch {
    if (mine === looking) say(texts.lost, 0);
  }
}

async function keepLooking() {
  if (!document.hidden) await look();
  setTimeout(keepLooking, LOOK_EVERY);
}

function write(words) {
  page.scroll.scrollTop = page.scroll.scrollHeight;
  return post(`${chat}/messages`, { text: words, language_code: page.language.value });
}

function choose(number, language) {
  chat = number;
  residents.add(number);
  looking += 1;
  revision = -1;
  drawState.told = undefined;
  shown = new Map();
  page.messages.replaceChildren();
  say("");
  if (language) page.language.value = language;
  drawResidents();
  location.replace(`#${chat}/${page.language.value}`);
  page.text.lang = page.language.value;
  page.messages.lang = page.language.value;
  return look();
}

function openMenu(open) {
  page.commands.hidden = !open;
  page.menu.setAttribute("aria-expanded", String(open));
  if (open) page.commands.querySelector("button")?.focus();
}

function grow() {
  page.text.style.height = "auto";
  page.text.style.height = `${page.text.scrollHeight + 2}px`;
}

async function submit() {
  const words = page.text.value;
  if (!words.trim()) return;
  page.text.value = "";
  grow();
  if (!(await write(words)) && !page.text.value) {
    page.text.value = words; // nothing a person typed is thrown away
    grow();
  }
}

async function begin() {
  document.documentElement.lang = texts === TEXTS.sl ? "sl" : "en";
  for (const e of document.querySelectorAll("[data-text]")) e.textContent = texts[e.dataset.text];
  for (const e of document.querySelectorAll("[data-label]")) e.setAttribute("aria-label", texts[e.dataset.label]);
  for (const e of document.querySelectorAll("[data-hint]")) e.placeholder = texts[e.dataset.hint];
  page.language.replaceChildren(...LANGUAGES.map(([code, name]) => {
    const option = new Option(name, code);
    option.lang = code;
    return option;
  }));
  const known = new Map();
  try {
    for (const c of await get("")) {
      if (c.chat > 0) known.set(c.chat, c.language_code);
    }
  } catch {
    say(texts.lost, 0);
  }
  for (const number of known.keys()) residents.add(number);

  page.resident.addEventListener("change", () => {
    const fresh = page.resident.value === "new";
    const number = fresh ? Math.max(...residents) + 1 : Number(page.resident.value);
    choose(number, known.get(number));
    page.text.focus();
  });
  page.language.addEventListener("change", () => {
    known.set(chat, page.language.value);
    choose(chat);
  });
  page.start.addEventListener("click", () => {
    page.text.focus();
    write("/start");
  });
  page.menu.addEventListener("click", () => openMenu(page.commands.hidden));
  page.commands.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    openMenu(false);
    page.menu.focus();
  });
  page.text.addEventListener("input", grow);
  page.text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
  });
  page.write.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  document.addEventListener("visibilitychange", () => document.hidden || look());

  const [, number, language] = location.hash.match(/^#(\d+)\/?(\w*)$/) || [];
  const first = Number(number) || 1;
  const offered = LANGUAGES.some(([code]) => code === language) ? language : "";
  await choose(first, offered || known.get(first) || (texts === TEXTS.sl ? "sl" : "en"));
  setTimeout(keepLooking, LOOK_EVERY);
}

begin();
