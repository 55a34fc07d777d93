export * from './good.ts';
export default 1;
