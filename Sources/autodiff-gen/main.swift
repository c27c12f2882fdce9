print("autodiff-gen")
