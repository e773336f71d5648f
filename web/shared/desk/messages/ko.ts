import type { SharedWords } from "./en.ts";

/** What the console and the editor page say in the same Korean words. */
export const desk: SharedWords = {
  product: "Handrail",

  signIn: "로그인",
  email: "이메일",
  password: "비밀번호",
  showPassword: "표시",
  hidePassword: "숨기기",
  signingIn: "로그인하는 중…",
  demoNote: "데모 상점이라 비밀번호가 필요 없습니다.",
  wrongPassword: "이메일과 비밀번호가 맞지 않습니다. 확인하고 다시 시도해 주세요.",
  tooManyTries: (seconds) => `시도 횟수가 너무 많습니다. ${seconds}초 뒤에 다시 시도해 주세요.`,
  serverAway: "지금 서버가 응답하지 않습니다. 연결을 확인하고 다시 시도해 주세요.",
  demoOff: "데모 로그인이 꺼져 있습니다. 이메일과 비밀번호로 로그인해 주세요.",
  emailMissing: "이메일 주소를 입력해 주세요.",
  passwordMissing: "비밀번호를 입력해 주세요.",
  loading: "불러오는 중…",

  signOut: "로그아웃",
  keyboardShortcuts: "키보드 단축키",
  close: "닫기",
};
