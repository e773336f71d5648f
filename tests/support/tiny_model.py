"""A sentence-transformers model of random weights, made in a second and small enough for a test."""

from __future__ import annotations

from pathlib import Path

WORDS = (
    "how long does delivery take when will my parcel arrive return a mug send it back refund is the"
    " bowl dishwasher safe can i query passage : 배송 언제 와요 반품 하고 싶어요 ##s ##ed"
)
DIMENSION = 32


def make_tiny_model(
    folder: Path, prompts: dict[str, str] | None = None, *, include_prompt: bool = True
) -> Path:
    """Save a BERT with a WordPiece vocabulary, mean pooling and prompts; return its folder.

    With `include_prompt` false the prompt's tokens are left out of the mean, which no export does.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(0)
    bare = folder.with_name(f"{folder.name}-bare")
    bare.mkdir(parents=True)
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(WORDS.split())]
    (bare / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    BertTokenizerFast(vocab=str(bare / "vocab.txt"), strip_accents=False).save_pretrained(bare)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=DIMENSION,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        initializer_range=0.5,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(bare)
    words = Transformer(str(bare), max_seq_length=48)
    mean = Pooling(DIMENSION, "mean", include_prompt=include_prompt)
    model = SentenceTransformer(modules=[words, mean, Normalize()], prompts=prompts, device="cpu")
    model.save_pretrained(str(folder))
    return folder
