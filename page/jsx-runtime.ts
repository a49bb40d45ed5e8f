/** What JSX is compiled to in the script on servers' pages, in the place of `preact/jsx-runtime` (wxt.config.ts). */
export const jsx = (type: unknown, props: object, key: unknown = null) => ({ type, props, key });
export { jsx as jsxs };
