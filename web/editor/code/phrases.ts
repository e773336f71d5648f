/** The text editor's own words; in English they are what they are. */

import { EditorState, type Extension } from "@codemirror/state";
import type { Locale } from "../../shared/i18n.ts";

const KOREAN: Readonly<Record<string, string>> = {
  Find: "찾기",
  Replace: "바꾸기",
  next: "다음",
  previous: "이전",
  all: "모두",
  "match case": "대소문자 구분",
  "by word": "단어 단위",
  regexp: "정규식",
  replace: "바꾸기",
  "replace all": "모두 바꾸기",
  close: "닫기",
  "current match": "현재 항목",
  "replaced match on line $": "$번째 줄에서 바꿈",
  "replaced $ matches": "$개 바꿈",
  "on line": "줄",
  "Go to line": "줄로 이동",
  go: "이동",
  Completions: "자동 완성",
  Diagnostics: "문제",
  "No diagnostics": "문제 없음",
  "Fold line": "접기",
  "Unfold line": "펼치기",
  "Folded lines": "접힌 줄",
  "Unfolded lines": "펼친 줄",
  unfold: "펼치기",
  to: "까지",
  "folded code": "접힌 부분",
  "Selection deleted": "선택한 부분을 지웠습니다",
  "Control character": "제어 문자",
  "$ unchanged lines": "바뀌지 않은 $줄",
};

export function phrases(locale: Locale): Extension {
  return locale === "ko" ? EditorState.phrases.of(KOREAN) : [];
}
