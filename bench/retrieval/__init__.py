"""What the retrieval benches share: question sets, ours as it is served, the peers, and dirt."""
