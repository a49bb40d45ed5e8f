import { defineBackground } from 'wxt/utils/define-background';
import { startBackground } from '../worker/background';

export default defineBackground(startBackground);
