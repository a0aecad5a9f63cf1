"""The case (卷宗): one round of assessment from draft to payment, with every act recorded."""
