"""A reading activity (读书活动): the smallest complete plugin of kaohe."""
