import { claimNotifications } from "./notification.ts";

claimNotifications("embedded");
