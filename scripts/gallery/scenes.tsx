/** One sample of a page, by the address: `?scene=popup-here&lang=fr&theme=dark&dir=rtl`. */
import { render } from 'preact';
import { popups } from './popup';
import { lang } from './say';
import { starts } from './start';

const asked = new URLSearchParams(location.search);
const root = document.documentElement;
root.lang = lang;
root.dir = asked.get('dir') ?? 'ltr';
root.dataset.theme = asked.get('theme') ?? 'light';
const scenes = { ...popups, ...starts };
const scene = scenes[asked.get('scene') ?? ''];
render(scene === undefined ? <pre>{Object.keys(scenes).join('\n')}</pre> : scene(), document.body);
