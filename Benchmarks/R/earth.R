# The folds of a folder's tables with R's earth, as CSV: data, method, fold, test RMSE, terms besides the constant.
# Rscript earth.R FOLDER > earth.csv
suppressMessages(library(earth))
folder <- commandArgs(trailingOnly = TRUE)[1]
cat("data,method,fold,rmse,terms\n")
for (file in sort(list.files(folder, "\\.csv$"))) {
  name <- sub("\\.csv$", "", file)
  table <- read.csv(file.path(folder, file))
  split <- read.csv(file.path(folder, "splits", file))
  fold <- integer(nrow(table))
  fold[split$row + 1] <- split$fold
  target <- ncol(table)
  for (degree in 1:2) for (part in sort(unique(fold))) {
    test <- fold == part
    fit <- earth(table[!test, -target, drop = FALSE], table[!test, target], degree = degree)
    rest <- table[test, target] - predict(fit, table[test, -target, drop = FALSE])
    cat(name, paste("earth", degree), part, sqrt(mean(rest^2)), length(fit$selected.terms) - 1, sep = ",")
    cat("\n")
  }
}
