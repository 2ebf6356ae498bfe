export { default } from "squire-rte";
